{{ exception_rows("sessions") }}
