"""What people write about the app in the stores, in five languages, by how content they are."""

from random import Random

GOOD, MIXED, BAD = "good", "mixed", "bad"

TEXTS = {
    "en": {
        GOOD: ("Reordering takes ten seconds.", "Clean, fast, no nonsense.", "Love the tea diary!"),
        MIXED: ("Nice, but search could be better.", "Works. Too many pushes, though."),
        BAD: ("Crashes since the update.", "Logs me out every day.", "Cart is always empty :("),
    },
    "de": {
        GOOD: ("Nachbestellen in Sekunden.", "Schlicht und schnell.", "Endlich eine gute App!"),
        MIXED: ("Ganz nett, die Suche könnte besser sein.", "Zu viele Mitteilungen."),
        BAD: ("Stürzt seit dem Update ab.", "Meldet mich ständig ab."),
    },
    "fr": {
        GOOD: ("Simple et rapide.", "Je commande en deux clics."),
        MIXED: ("Pas mal, mais la recherche est lente.", "Trop de notifications."),
        BAD: ("Plante depuis la mise à jour.", "Impossible de payer."),
    },
    "zh": {
        GOOD: ("界面简洁,下单很快。", "很好用,推荐给朋友了。", "茶叶日记功能很棒!"),
        MIXED: ("还行,搜索不太准。", "推送有点多。"),
        BAD: ("更新之后一直闪退。", "每天都要重新登录。"),
    },
    "ru": {
        GOOD: ("Удобно и быстро.", "Заказываю чай за минуту!", "Отличное приложение."),
        MIXED: ("Неплохо, но поиск слабый.", "Слишком много уведомлений."),
        BAD: ("Вылетает после обновления.", "Каждый день просит войти заново."),
    },
}


def app_rating_text(draws: Random, language: str, stars: int) -> str:
    """A text that fits the stars."""
    mood = GOOD if stars >= 4 else MIXED if stars == 3 else BAD
    return draws.choice(TEXTS[language][mood])
