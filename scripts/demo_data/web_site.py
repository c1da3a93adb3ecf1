"""The demo company's web site and the ways that lead to it: pages, campaigns, traffic, browsers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from scripts.demo_data.company import (
    AUTUMN_LAUNCH,
    FIRST_DAY,
    LAST_DAY,
    PRODUCTS,
    SPRING_LAUNCH,
)
from scripts.demo_data.streams import weighted

SHOP = "shop.example.com"
BLOG = "blog.example.com"


@dataclass(frozen=True)
class Page:
    """A page; countries restricts it to visitors from there, () is for everybody."""

    path: str
    content_type: str
    host: str = SHOP
    content_id: str = ""
    available_from: date = FIRST_DAY
    countries: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Full address, without a query."""
        return f"https://{self.host}{self.path}"

    def is_open(self, country: str, day: date) -> bool:
        """Whether the page exists on the day and speaks to visitors of the country."""
        return self.available_from <= day and (not self.countries or country in self.countries)


def _product_pages() -> tuple[Page, ...]:
    return tuple(
        Page(
            f"/p/{product.name.lower().replace(' ', '-')}",
            "product",
            content_id=product.product_id,
            available_from=product.launched_on,
        )
        for product in PRODUCTS
    )


HOME = Page("/", "home")
CHECKOUT = Page("/checkout", "checkout")
THANKS = Page("/thanks", "checkout")
PAGES = (
    HOME,
    CHECKOUT,
    THANKS,
    *_product_pages(),
    Page("/c/tea", "category"),
    Page("/c/coffee", "category"),
    Page("/lp/summer", "landing"),
    Page("/lp/subscribe", "landing"),
    Page("/lp/business", "landing"),
    Page("/lp/winter-spice", "landing", available_from=AUTUMN_LAUNCH),
    Page("/lp/gifts", "landing", available_from=date(2024, 11, 1)),
    Page("/lp/black-friday", "landing", available_from=date(2024, 11, 11)),
    Page("/lp/cold-brew", "landing", available_from=SPRING_LAUNCH),
    Page("/lp/zh", "landing", countries=("CN",)),
    Page("/lp/ru", "landing", countries=("RU",)),
    Page("/wp/brew-guide", "whitepaper", content_id="W-1"),
    Page("/wp/tea-atlas", "whitepaper", content_id="W-2"),
    Page("/wp/office-coffee", "whitepaper", content_id="W-3", available_from=date(2025, 2, 3)),
    Page("/v/espresso", "video", content_id="V-1"),
    Page("/v/oolong", "video", content_id="V-2"),
    Page("/v/cold-brew", "video", content_id="V-3", available_from=SPRING_LAUNCH),
    Page("/help/shipping", "support"),
    Page("/help/returns", "support"),
    Page("/contact", "support"),
    Page("/", "blog", BLOG),
    Page("/b/water", "blog", BLOG),
    Page("/b/grind", "blog", BLOG),
    Page("/b/first-flush", "blog", BLOG, available_from=date(2025, 3, 20)),
    Page("/b/spices", "blog", BLOG, available_from=AUTUMN_LAUNCH),
    Page("/b/iced", "blog", BLOG, available_from=date(2025, 5, 12)),
    Page("/b/龙井", "blog", BLOG, countries=("CN",)),
    Page("/b/чай", "blog", BLOG, countries=("RU",)),
)
PAGE_BY_PATH = {page.path: page for page in reversed(PAGES)}

BROWSED_TYPES = {
    "product": 46, "category": 9, "home": 6, "blog": 15, "landing": 4, "whitepaper": 6,
    "video": 8, "support": 7,
}  # fmt: skip
LANDING_TYPES = {
    "organic": {"blog": 34, "product": 30, "whitepaper": 9, "video": 9, "support": 8, "home": 10},
    "social": {"blog": 34, "video": 28, "product": 24, "home": 14},
    "referral": {"blog": 36, "product": 34, "whitepaper": 14, "home": 16},
    "email": {"product": 42, "landing": 30, "blog": 18, "whitepaper": 10},
    "": {"home": 52, "product": 26, "category": 8, "support": 9, "blog": 5},
}
CAMPAIGN_LANDING_SHARE = 0.7


@dataclass(frozen=True)
class Campaign:
    """A campaign and the page it leads to; countries as in Page."""

    name: str
    first_day: date
    last_day: date
    landing_path: str
    countries: tuple[str, ...] = ()

    def runs(self, country: str, day: date) -> bool:
        """Whether visitors of the country meet the campaign on the day."""
        is_for_country = not self.countries or country in self.countries
        return is_for_country and self.first_day <= day <= self.last_day


CAMPAIGNS = (
    Campaign("summer24", date(2024, 7, 8), date(2024, 8, 25), "/lp/summer"),
    Campaign("winter_spice", AUTUMN_LAUNCH, date(2024, 11, 10), "/lp/winter-spice"),
    Campaign("singles24", date(2024, 11, 4), date(2024, 11, 12), "/lp/zh", ("CN",)),
    Campaign("bf24", date(2024, 11, 22), date(2024, 12, 2), "/lp/black-friday"),
    Campaign("gifts24", date(2024, 12, 3), date(2024, 12, 21), "/lp/gifts"),
    Campaign("newyear_ru", date(2024, 12, 10), date(2025, 1, 6), "/lp/ru", ("RU",)),
    Campaign("office25", date(2025, 2, 3), date(2025, 3, 9), "/wp/office-coffee"),
    Campaign("cold_brew", SPRING_LAUNCH, date(2025, 5, 11), "/lp/cold-brew"),
    Campaign("summer25", date(2025, 6, 23), date(2025, 8, 24), "/lp/summer"),
    Campaign("singles25", date(2025, 11, 3), date(2025, 11, 12), "/lp/zh", ("CN",)),
    Campaign("bf25", date(2025, 11, 21), date(2025, 12, 1), "/lp/black-friday"),
    Campaign("gifts25", date(2025, 12, 2), date(2025, 12, 21), "/lp/gifts"),
)
ALWAYS_ON = Campaign("brand", FIRST_DAY, LAST_DAY, "/lp/subscribe")


@dataclass(frozen=True)
class Traffic:
    """How a visitor came; a tagged link carries utm parameters and needs no referrer."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    referrer: str = ""

    @property
    def is_tagged(self) -> bool:
        """Whether the link that was followed carries utm parameters."""
        return bool(self.source) and not self.referrer


DIRECT = Traffic()


@dataclass(frozen=True)
class Market:
    """The search engines, social networks and mail services of a country, by weight."""

    search: Mapping[str, int]
    social: Mapping[str, int]
    mail: Mapping[str, int]


WORLD = Market(
    search={"google": 78, "bing": 14, "duckduckgo": 8},
    social={"instagram": 34, "facebook": 30, "youtube": 16, "x": 8, "reddit": 7, "linkedin": 5},
    mail={"mail.google.com": 60, "outlook.live.com": 40},
)
MARKETS = {
    "CN": Market(
        search={"baidu": 76, "sogou": 13, "so": 6, "bing": 5},
        social={"weibo": 55, "zhihu": 25, "douyin": 20},
        mail={"mail.qq.com": 65, "mail.163.com": 35},
    ),
    "RU": Market(
        search={"yandex": 72, "google": 28},
        social={"vk": 70, "ok": 18, "dzen": 12},
        mail={"e.mail.ru": 70, "mail.yandex.ru": 30},
    ),
}
REFERRERS = {
    "google": "https://www.google.com/", "bing": "https://www.bing.com/",
    "duckduckgo": "https://duckduckgo.com/", "baidu": "https://www.baidu.com/s",
    "sogou": "https://www.sogou.com/web", "so": "https://www.so.com/s",
    "yandex": "https://yandex.ru/search/", "instagram": "https://l.instagram.com/",
    "facebook": "https://www.facebook.com/", "youtube": "https://www.youtube.com/",
    "x": "https://t.co/", "reddit": "https://www.reddit.com/",
    "linkedin": "https://www.linkedin.com/", "weibo": "https://weibo.com/",
    "zhihu": "https://www.zhihu.com/", "douyin": "https://www.douyin.com/",
    "vk": "https://vk.com/", "ok": "https://ok.ru/", "dzen": "https://dzen.ru/",
}  # fmt: skip
PARTNER_HOSTS = {"teaforum.example.org": 50, "coffee.example.net": 30, "gifts.example.org": 20}
TAGGED_MAIL_SHARE = 0.8

STRANGER_TRAFFIC = {
    "search": 34, "direct": 18, "social": 16, "ads": 14, "referral": 9, "social_ads": 7, "mail": 2,
}  # fmt: skip
CUSTOMER_TRAFFIC = {
    "direct": 34, "search": 24, "social": 12, "ads": 10, "referral": 6, "social_ads": 4, "mail": 10,
}  # fmt: skip
READER_TRAFFIC = {**CUSTOMER_TRAFFIC, "mail": 34}

BROWSERS = {
    "desktop": ("Mozilla/5.0 (Windows NT 10.0)", "Mozilla/5.0 (Macintosh)"),
    "mobile": ("Mozilla/5.0 (iPhone)", "Mozilla/5.0 (Android 15)", "Mozilla/5.0 (HarmonyOS)"),
    "tablet": ("Mozilla/5.0 (iPad)",),
    "other": ("Mozilla/5.0 (SMART-TV)",),
}
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0)",
    "Mozilla/5.0 (compatible; YandexBot/3.0)",
)


def campaign_runs(country: str, day: date) -> bool:
    """Whether any campaign with an end runs on the day."""
    return any(campaign.runs(country, day) for campaign in CAMPAIGNS)


def arrival(draws: Random, kinds: Mapping[str, int], country: str, day: date) -> Traffic:
    """The way by which a visitor comes; kinds weighs search, social, mail and the others."""
    kind = weighted(draws, kinds)
    market = MARKETS.get(country, WORLD)
    if kind == "direct":
        return DIRECT
    if kind == "search":
        return _untagged(weighted(draws, market.search), "organic")
    if kind == "social":
        return _untagged(weighted(draws, market.social), "social")
    if kind == "referral":
        host = weighted(draws, PARTNER_HOSTS)
        return Traffic(host, "referral", referrer=f"https://{host}/")
    campaign = _campaign(draws, country, day).name
    if kind == "ads":
        return Traffic(weighted(draws, market.search), "cpc", campaign)
    if kind == "social_ads":
        return Traffic(weighted(draws, market.social), "paid_social", campaign)
    if draws.random() < TAGGED_MAIL_SHARE:
        return Traffic("newsletter", "email", campaign)
    host = weighted(draws, market.mail)
    return Traffic(host, "email", referrer=f"https://{host}/")


def _untagged(source: str, medium: str) -> Traffic:
    return Traffic(source, medium, referrer=REFERRERS[source])


def _campaign(draws: Random, country: str, day: date) -> Campaign:
    running = [campaign for campaign in CAMPAIGNS if campaign.runs(country, day)]
    return draws.choice([*running, *running, ALWAYS_ON])


def landing_page(draws: Random, traffic: Traffic, country: str, day: date) -> Page:
    """Where the way leads: often the campaign's own page, else what suits the medium."""
    for campaign in (*CAMPAIGNS, ALWAYS_ON):
        if campaign.name == traffic.campaign and draws.random() < CAMPAIGN_LANDING_SHARE:
            return PAGE_BY_PATH[campaign.landing_path]
    types = LANDING_TYPES.get(traffic.medium, LANDING_TYPES["email"])
    return any_page(draws, weighted(draws, types), country, day)


def any_page(draws: Random, content_type: str, country: str, day: date) -> Page:
    """A page of the type that is open to the country on the day."""
    pages = [page for page in PAGES if page.content_type == content_type]
    return draws.choice([page for page in pages if page.is_open(country, day)])
