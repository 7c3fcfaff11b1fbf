"""What `/metrics` says, read as Prometheus would."""

from dataclasses import dataclass

import aiohttp
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Figures:
    """One reading: each value by the name of its series and its labels."""

    values: dict[tuple[str, frozenset[tuple[str, str]]], float]

    @classmethod
    def of(cls, text: str) -> "Figures":
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return cls({(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples})

    def __getitem__(self, name: str) -> float:
        """The only series of that name."""
        return self.of_labels(name)

    def of_labels(self, name: str, **labels: str) -> float:
        """A series that was never counted stands at nothing."""
        return self.values.get((name, frozenset(labels.items())), 0.0)

    def by(self, name: str, label: str) -> dict[str, float]:
        """The sums of all series of that name, by one of their labels."""
        sums: dict[str, float] = {}
        for (series, labels), value in self.values.items():
            if series == name:
                key = dict(labels)[label]
                sums[key] = sums.get(key, 0.0) + value
        return sums

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.values}


async def figures_at(port: int) -> Figures:
    """What the ops port of a process tells now."""
    async with aiohttp.ClientSession() as browser, browser.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        return Figures.of(await answer.text())
