"""What reviewers write, in five languages: an opening and a remark, by how content they are."""

from random import Random

GOOD, MIXED, BAD = "good", "mixed", "bad"

OPENINGS = {
    "en": {
        GOOD: ("Lovely taste.", "Exactly what I hoped for.", "My new favourite.", "Superb!"),
        MIXED: ("Decent, but nothing special.", "It is all right.", "Good idea, fair quality."),
        BAD: ("Disappointing.", "Not worth the money.", "Broken on arrival."),
    },
    "de": {
        GOOD: ("Schmeckt großartig.", "Genau wie erhofft.", "Unser neuer Liebling.", "Top!"),
        MIXED: ("Ganz ordentlich.", "Okay, mehr aber nicht.", "Gute Idee, mittlere Qualität."),
        BAD: ("Leider enttäuschend.", "Zu teuer für das Gebotene.", "Kam beschädigt an."),
    },
    "fr": {
        GOOD: ("Un vrai délice.", "Exactement ce que j'espérais.", "Parfait !"),
        MIXED: ("Correct, sans plus.", "Bonne idée, qualité moyenne."),
        BAD: ("Très déçue.", "Trop cher pour ce que c'est.", "Arrivé cassé."),
    },
    "zh": {
        GOOD: ("味道非常好!", "和描述的一样,很满意。", "全家都喜欢。", "包装精美,香气浓郁。"),
        MIXED: ("还可以,没有惊喜。", "味道一般,价格偏高。", "想法不错,做工一般。"),
        BAD: ("很失望。", "收到时已经破损。", "不值这个价。"),
    },
    "ru": {
        GOOD: ("Очень вкусно!", "Именно то, что я искала.", "Теперь мой любимый чай."),
        MIXED: ("Неплохо, но ничего особенного.", "Идея хорошая, качество среднее."),
        BAD: ("Разочарован.", "Не стоит своих денег.", "Пришло разбитым."),
    },
}
REMARKS = {
    "en": {
        GOOD: ("Fast delivery, well packed.", 'The label says "mild", and it is.', "Will reorder."),
        MIXED: ("The lid could be tighter, though.", "Delivery took a week."),
        BAD: ("Support has not answered yet.", "The filter leaks after two days, sadly."),
    },
    "de": {
        GOOD: ("Schnelle Lieferung, gut verpackt.", "Gerne wieder.", "Auch als Geschenk schön."),
        MIXED: ("Der Deckel könnte dichter sein.", "Die Lieferung dauerte eine Woche."),
        BAD: ("Der Kundendienst antwortet nicht.", "Der Filter tropft, sehr ärgerlich."),
    },
    "fr": {
        GOOD: ("Livraison rapide, emballage soigné.", "J'en reprendrai, c'est sûr."),
        MIXED: ("Le couvercle ferme mal.", "La livraison a pris une semaine."),
        BAD: ("Le filtre fuit, dommage.", "Aucune réponse du service client."),
    },
    "zh": {
        GOOD: ("物流很快,下次还会再买。", "送朋友也很合适。", "客服态度很好。"),
        MIXED: ("盖子有点松。", "快递等了一个星期。"),
        BAD: ("客服一直没有回复。", "滤网两天就漏水了。"),
    },
    "ru": {
        GOOD: ("Доставили быстро, упаковано хорошо.", "Обязательно закажу ещё."),
        MIXED: ("Крышка закрывается неплотно.", "Доставка заняла неделю."),
        BAD: ("Поддержка так и не ответила.", "Фильтр протекает, очень жаль."),
    },
}
REMARK_SHARE = 0.7
LINE_BREAK_SHARE = 0.01


def review_text(draws: Random, language: str, rating: float) -> str:
    """A text that fits the rating; now and then with a line break, as people write."""
    mood = GOOD if rating >= 4 else MIXED if rating >= 3 else BAD
    opening = draws.choice(OPENINGS[language][mood])
    if draws.random() >= REMARK_SHARE:
        return opening
    separator = "\n" if draws.random() < LINE_BREAK_SHARE else " "
    return opening + separator + draws.choice(REMARKS[language][mood])
