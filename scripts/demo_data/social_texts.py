"""What people write under posts, in five languages, by sentiment, and what the brand answers."""

from random import Random

POSITIVE, QUESTION, NEGATIVE, NEUTRAL = "positive", "question", "negative", "neutral"

COMMENTS = {
    "en": {
        POSITIVE: ("Love this!", "My mornings need it.", "So pretty, well done!"),
        QUESTION: ("Is it back in stock?", "Do you ship to Poland?", "How long does it brew?"),
        NEGATIVE: ("Mine arrived broken.", "Still no answer from support.", "Far too expensive."),
        NEUTRAL: ("Saw it in the store.", "Tagging my sister, hi!", "Tea time."),
    },
    "de": {
        POSITIVE: ("Wunderschön!", "Mein Lieblingstee.", "Schon bestellt, ich freue mich!"),
        QUESTION: (
            "Wann gibt es den wieder?", "Ist der auch koffeinfrei?", "Liefert ihr nach Wien?",
        ),
        NEGATIVE: ("Meiner kam beschädigt an.", "Viel zu teuer geworden.", "Der Filter tropft."),
        NEUTRAL: ("Gestern im Laden gesehen.", "Montagmorgen.", "Aha."),
    },
    "fr": {
        POSITIVE: ("Magnifique !", "J'adore ce thé.", "Un régal, merci."),
        QUESTION: ("Où peut-on l'acheter ?", "Est-ce en stock ?"),
        NEGATIVE: ("Le mien est arrivé cassé.", "Déçue du service."),
        NEUTRAL: ("Vu en boutique.", "C'est l'heure du thé."),
    },
    "zh": {
        POSITIVE: ("太好看了!", "已经回购三次,非常喜欢。", "香气很棒。"),
        QUESTION: ("什么时候补货?", "可以寄到成都吗?", "这款含咖啡因吗?"),
        NEGATIVE: ("收到时杯子是碎的。", "客服一直不回复。", "涨价太多了。"),
        NEUTRAL: ("在店里看到过。", "路过看看。"),
    },
    "ru": {
        POSITIVE: ("Очень красиво!", "Мой любимый чай.", "Уже заказала, жду."),
        QUESTION: ("Когда снова будет в продаже?", "Есть доставка в Казань?"),
        NEGATIVE: ("Пришло разбитым.", "Поддержка не отвечает.", "Слишком дорого."),
        NEUTRAL: ("Видела в магазине.", "Понедельник."),
    },
}
# Now and then people need no words.
WORDLESS = ("❤️❤️", "👍", "!!!")
REPLIES = {
    "en": ("Thank you, we are happy to hear it!", "Please send us a message, we will help."),
    "de": ("Danke dir, das freut uns sehr!", "Schreib uns bitte eine Nachricht, wir helfen."),
    "fr": ("Merci beaucoup !", "Écrivez-nous en privé, nous allons vous aider."),
    "zh": ("谢谢您的支持!", "请私信我们,马上为您处理。"),
    "ru": ("Спасибо, нам очень приятно!", "Напишите нам в личные сообщения, поможем."),
}
WORDLESS_SHARE = 0.04


def comment_text(draws: Random, language: str, sentiment: str) -> str:
    """A comment that fits the sentiment."""
    if draws.random() < WORDLESS_SHARE:
        return draws.choice(WORDLESS)
    return draws.choice(COMMENTS[language][sentiment])


def reply_text(draws: Random, language: str) -> str:
    """What the brand answers."""
    return draws.choice(REPLIES[language])
