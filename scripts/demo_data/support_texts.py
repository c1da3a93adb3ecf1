"""What customers, agents and the bot write in support conversations, in five languages."""

from random import Random

ASKS, ASKS_AGAIN, THANKS, ANSWERS, NOTES, BOT = (
    "asks", "asks again", "thanks", "answers", "notes", "bot",
)  # fmt: skip

TEXTS = {
    "en": {
        ASKS: ("Where is my parcel?", "The mug leaks.", "I was charged twice.", "Wrong item came."),
        ASKS_AGAIN: ("Any news?", "It still leaks.", "And the refund?"),
        THANKS: ("Thanks!", "Great, that works."),
        ANSWERS: ("We are on it, sorry.", "A new one is on its way.", "Please send a photo."),
        BOT: ("Hi! Here is how to track a parcel.", "Returns are free for 30 days."),
    },
    "de": {
        ASKS: ("Wo bleibt mein Paket?", "Der Becher ist undicht.", "Doppelt abgebucht!"),
        ASKS_AGAIN: ("Gibt es etwas Neues?", "Und die Erstattung?"),
        THANKS: ("Danke!", "Super, klappt."),
        ANSWERS: ("Wir kümmern uns darum.", "Ersatz ist unterwegs.", "Bitte ein Foto senden."),
        BOT: ("Hallo! So verfolgen Sie Ihr Paket.", "Rückgabe: 30 Tage kostenlos."),
    },
    "fr": {
        ASKS: ("Où est mon colis ?", "La théière est arrivée cassée.", "Débité deux fois."),
        ASKS_AGAIN: ("Des nouvelles ?", "Et le remboursement ?"),
        THANKS: ("Merci !", "Parfait."),
        ANSWERS: ("Nous nous en occupons.", "Un nouvel envoi part demain."),
        BOT: ("Bonjour ! Voici le suivi du colis.", "Retours gratuits, 30 jours."),
    },
    "zh": {
        ASKS: ("我的包裹到哪里了?", "杯子漏水。", "被重复扣款了。", "发错货了。"),
        ASKS_AGAIN: ("有消息吗?", "还是漏水。"),
        THANKS: ("谢谢!", "好的,解决了。"),
        ANSWERS: ("非常抱歉,马上处理。", "已为您补发。", "请发一张照片。"),
        BOT: ("您好!点击这里查询物流。", "30天内免费退货。"),
    },
    "ru": {
        ASKS: ("Где моя посылка?", "Кружка протекает.", "Деньги списали дважды."),
        ASKS_AGAIN: ("Есть новости?", "А возврат?"),
        THANKS: ("Спасибо!", "Всё работает."),
        ANSWERS: ("Уже разбираемся.", "Отправили новую.", "Пришлите фото."),
        BOT: ("Привет! Так можно найти посылку.", "Возврат бесплатный, 30 дней."),
    },
}
# Colleagues write to each other in English.
INTERNAL_NOTES = ("Asked the carrier.", "Second case, see batch 12.", "Refund approved.")


def support_text(draws: Random, language: str, kind: str) -> str:
    """One message of a kind in a language."""
    if kind == NOTES:
        return draws.choice(INTERNAL_NOTES)
    return draws.choice(TEXTS[language][kind])
