-- Every UTC day from the creation of the earliest task in the states to today: a calendar to join with.
-- One column of the states and the raw tail are read, never the history. Athena's sequence has at most 10,000 days.
SELECT day
FROM UNNEST(sequence(current_date - INTERVAL '9999' DAY, current_date)) AS days (day)
JOIN (
    SELECT CAST(min(created_at) AS date) AS first_day
    FROM (
        SELECT created_at
        FROM ${states}
        UNION ALL
        SELECT created_at
        FROM ${events}
        WHERE arrival_hour >= date_format(localtimestamp - INTERVAL '${tail_hours}' HOUR, '%Y-%m-%d-%H')
    ) AS known
) AS earliest
ON day >= first_day
