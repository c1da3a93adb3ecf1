{{ exception_rows("social_comments") }}
