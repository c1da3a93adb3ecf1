{{ judged_rows('support_messages') }}
