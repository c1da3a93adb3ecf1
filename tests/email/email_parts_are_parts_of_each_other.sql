{#-
    Sent = delivered + bounced; who clicked has opened, who opened got the message; the special
    openers are openers. In every row, whatever its cut.
-#}
{{ config(
    group="email",
    meta={
        "failure":
            "A row of email_metrics has more of a part than of its whole, such as clicked than "
            "opened messages, or sent is not delivered plus bounced.",
    },
) }}

select *
from {{ ref("email_metrics") }}
where
    emails_sent <> emails_delivered + emails_bounced
    or opened_emails > opened_emails_with_machines
    or opened_emails_with_machines > emails_delivered
    or clicked_emails > opened_emails
    or newsletter_openers > openers
    or regular_openers > openers
