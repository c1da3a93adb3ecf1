{{ judged_rows('email_campaigns') }}
