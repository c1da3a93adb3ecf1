"""What people ask at events and write on questionnaires, in five languages."""

from random import Random

RELEVANT_QUESTIONS = {
    "en": (
        "How long should the first infusion take?",
        "Which grinder would you pair with the espresso roast?",
        "Does the price paid to the farmers change with the harvest?",
    ),
    "de": (
        "Wie lange darf der zweite Aufguss ziehen?",
        "Welches Wasser nehmt ihr für den Oolong?",
        "Sind die Beutel kompostierbar?",
    ),
    "fr": ("À quelle température faut-il verser l'eau ?", "D'où vient ce thé exactement ?"),
    "zh": ("第一泡需要多长时间?", "这款乌龙适合冷泡吗?", "包装可以回收吗?"),
    "ru": ("Сколько минут заваривать второй раз?", "Чем отличается весенний сбор от осеннего?"),
}
IRRELEVANT_QUESTIONS = {
    "en": ("Can you hear me?", "Is there parking nearby?"),
    "de": ("Hört man mich?", "Gibt es WLAN?"),
    "fr": ("Vous m'entendez ?",),
    "zh": ("听得到吗?", "洗手间在哪里?"),
    "ru": ("Меня слышно?",),
}
SHORT_FEEDBACK = {
    "en": ("Great evening!", "Too short.", "Good speakers."),
    "de": ("Sehr gelungen!", "Etwas zu kurz.", "Gute Stimmung."),
    "fr": ("Très bien !", "Un peu long."),
    "zh": ("非常好!", "时间太短。", "讲得很清楚。"),
    "ru": ("Отлично!", "Слишком коротко."),
}
DETAILED_FEEDBACK = {
    "en": (
        "The tasting was lovely, but the room was too small for so many of us.",
        "I finally understand why the water matters; please send the slides around.",
    ),
    "de": (
        "Der Vergleich der Ernten war spannend, nur die Pausen waren zu kurz.",
        "Endlich verstehe ich, warum das Wasser so wichtig ist. Gerne mehr davon!",
    ),
    "fr": (
        "La dégustation était passionnante, mais la salle était vraiment trop petite.",
        "J'ai enfin compris l'importance de l'eau, merci d'envoyer la présentation.",
    ),
    "zh": (
        "品鉴环节非常精彩,就是场地太小了,希望下次换大一点的地方。",
        "老师讲解水温的部分很有收获,请把课件发给我们。",
    ),
    "ru": (
        "Дегустация была замечательной, но зал оказался слишком маленьким.",
        "Наконец понял, почему так важна вода. Пришлите, пожалуйста, презентацию.",
    ),
}


def question_text(draws: Random, language: str, is_relevant: bool) -> str:
    """A question, about the event or not."""
    questions = RELEVANT_QUESTIONS if is_relevant else IRRELEVANT_QUESTIONS
    return draws.choice(questions[language])


def feedback_text(draws: Random, language: str, is_detailed: bool) -> str:
    """An answer to the open question of a questionnaire."""
    texts = DETAILED_FEEDBACK if is_detailed else SHORT_FEEDBACK
    return draws.choice(texts[language])
