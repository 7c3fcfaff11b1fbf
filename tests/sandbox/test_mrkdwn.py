"""What is written as mrkdwn becomes the HTML that Slack would show, and never anything else."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.mrkdwn import Reader, to_html, to_plain

TUESDAY = datetime(2026, 11, 17, 8, 5, tzinfo=UTC)
ANA = Reader(
    zone=ZoneInfo("Europe/Berlin"), now=TUESDAY, people={"U1": "Tom <b>", "U2": "Lin"}, channels={"C1": "wellness"}
)
LINK = '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'
ALLOWED = {
    "strong": set(),
    "em": set(),
    "s": set(),
    "code": set(),
    "pre": set(),
    "br": set(),
    "blockquote": set(),
    "ul": set(),
    "li": set(),
    "span": {("class", "mention")},
    "a": {("target", "_blank"), ("rel", "noopener noreferrer nofollow")},
}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("2 * 3 * 4 snake_case_name", "2 * 3 * 4 snake_case_name"),
        ("*1  Standing*   done 11:38", "<strong>1  Standing</strong>   done 11:38"),
        ("type `/budge every *2h*`.", "type <code>/budge every *2h*</code>."),
        ("```\nx &lt; 1\n```", "<pre>x &lt; 1</pre>"),
        ("one\ntwo", "one<br>two"),
        ("&gt; quoted\n> too\nend", "<blockquote>quoted<br>too</blockquote>end"),
        ("• one\n• two", "<ul><li>one</li><li>two</li></ul>"),
        ("<https://a.example/?x=1&amp;y=2|here>", LINK.format("https://a.example/?x=1&amp;y=2", "here")),
        ("see https://a.example now", "see " + LINK.format("https://a.example", "https://a.example") + " now"),
        ("<mailto:ana@a.example>", LINK.format("mailto:ana@a.example", "ana@a.example")),
        ("<javascript:alert(1)|here>", "here"),
        (
            "<@U1> and <@U9|nobody>",
            '<span class="mention">@Tom &lt;b&gt;</span> and <span class="mention">@nobody</span>',
        ),
        ("<#C1>", '<span class="mention">#wellness</span>'),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("<!date^1763362800^{date_short} {time}|then>", "Nov 17, 2025 8:00"),
        ("<!date^99999999999^{date}|much later>", "November 16, 5138"),
        ("<!date^soon^{date}|later>", "later"),
        ("fish &amp; chips &amp;lt;", "fish &amp; chips &amp;lt;"),
        (":wave: :unknown_thing:", "👋 :unknown_thing:"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ('" onclick="x', "&#34; onclick=&#34;x"),
    ],
)
def test_mrkdwn_becomes_the_html_slack_would_show(text: str, html: str) -> None:
    assert to_html(text, ANA) == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*Both done, 11:42.* Next", "Both done, 11:42. Next"),
        ("Try `/budge every 2h`, <@U2>", "Try /budge every 2h, @Lin"),
        ("<https://a.example|the article> &amp; more", "the article & more"),
        ("_*both*_ ~gone~ :wave:", "both gone 👋"),
    ],
)
def test_a_screen_reader_hears_words_without_markup(text: str, words: str) -> None:
    assert to_plain(text, ANA) == words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("{date_pretty} at {time}", "today at 9:00"),
        ("{date_long}", "Tuesday, November 17, 2026"),
        ("{date_num} {time_secs}", "2026-11-17 9:00:00"),
        ("{ago}", "5 minutes ago"),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_a_date_token_reads_in_the_zone_of_the_reader(token: str, words: str) -> None:
    moment = int(datetime(2026, 11, 17, 8, 0, tzinfo=UTC).timestamp())
    assert to_html(f"<!date^{moment}^{token}|fallback>", ANA) == words


class Judge(HTMLParser):
    """Fails on any tag or attribute that mrkdwn cannot ask for, and on tags that do not pair up."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if tag == "a" and name == "href":
                assert (value or "").startswith(("https://", "http://", "mailto:"))
            else:
                assert (name, value) in ALLOWED[tag]
        assert tag in ALLOWED
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


FRAGMENTS = st.sampled_from(
    [
        *"*_~`<>|&\n x'",
        *("```", "&lt;", "&gt;", "&amp;", "• ", "> ", '"', "<!--", "</a>", "<script>", "javascript:"),
        *("<!date^1^{time}^", "<@U1", "<#C1|", "<!channel>", ":wave:", "https://", "mailto:"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=25).map("".join)))
def test_no_text_ever_yields_a_tag_or_attribute_outside_the_allowed_set(text: str) -> None:
    judge = Judge()
    judge.feed(str(to_html(text, ANA)))
    judge.close()
    assert judge.open == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_characters="*_~`<>&:•/")))
def test_words_without_markup_pass_unchanged(words: str) -> None:
    assert to_plain(words, ANA) == words
