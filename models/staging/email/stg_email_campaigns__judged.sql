{{ judged_rows(ref('base_email_campaigns'), 'email_campaigns') }}
