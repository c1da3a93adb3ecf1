"""Subject lines of the demo company's newsletters, in the languages in which it writes them."""

from datetime import date

EDITIONS = ("en", "de", "zh", "ru")
OTHER_LANGUAGES_READ = "en"

# One theme for each month of the year, January first.
NEWSLETTER_SUBJECTS = {
    "en": (
        "A calm start", "Warm cups, cold days", "Spring picks", "First flush is here",
        "Picnic brews", "Iced, please", "Summer sips", "Slow August", "Back to the kettle",
        "Autumn leaves", "Gift ideas, part one", "Gifts that steam",
    ),
    "de": (
        "Ruhig ins neue Jahr", "Warme Tassen, kalte Tage", "Frühlingslese", "First Flush ist da",
        "Tee fürs Picknick", "Mit Eis, bitte", "Sommer im Glas", "Langsamer August",
        "Zurück zum Kessel", "Herbstblätter", "Geschenkideen, Teil eins", "Geschenke, die dampfen",
    ),
    "zh": (
        "新年静心茶", "暖杯迎寒", "春日之选", "头采新茶到了", "野餐好茶", "来杯冰的",
        "夏日清饮", "八月慢生活", "重回茶壶边", "秋叶与茶", "送礼灵感(上)", "冒着热气的礼物",
    ),
    "ru": (
        "Спокойное начало", "Тёплые чашки", "Весенний выбор", "Первый сбор уже здесь",
        "Чай для пикника", "Со льдом, пожалуйста", "Лето в бокале", "Неспешный август",
        "Снова к чайнику", "Осенние листья", "Идеи подарков", "Подарки с паром",
    ),
}  # fmt: skip


def edition_of(language: str) -> str:
    """The language in which a reader gets the newsletter."""
    return language if language in EDITIONS else OTHER_LANGUAGES_READ


def newsletter_subject(edition: str, day: date) -> str:
    """The subject of an issue; the second one of a month says so."""
    subject = NEWSLETTER_SUBJECTS[edition][day.month - 1]
    return subject if day.day <= 15 else f"{subject} (2)"
