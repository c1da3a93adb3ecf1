{{ judged_rows('push_notifications') }}
