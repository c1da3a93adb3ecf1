{{ judged_rows('reviews') }}
