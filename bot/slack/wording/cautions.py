"""What is always said beside the exercises."""

CAUTION = (
    "For temporary relief only. Stop if anything hurts. "
    "If you need more help with pain, see a pain management specialist."
)
ARTICLE = (
    "The article behind the routine: both exercises, every 2 to 3 hours during work, to ease cramps and keep them away."
)
CLINICIAN = (
    "Treated for your back, hips or balance, or pregnant? Ask your clinician first. (Our note, not the article's.)"
)
