{{ exception_rows("social_posts") }}
