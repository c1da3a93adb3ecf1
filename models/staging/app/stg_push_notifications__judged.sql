{{ judged_rows(ref('base_push_notifications'), 'push_notifications') }}
