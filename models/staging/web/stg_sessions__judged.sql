{{ judged_rows('sessions') }}
