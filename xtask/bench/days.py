#!/usr/bin/env python3
"""days.py BASE.csv OUTDIR LINES DAYS -> OUTDIR/CLIENTS_0001.csv, ...: one delivery a day, each of LINES customers chosen by
chance whose address changed, an hour after what is known of them; of one in ten a date before that. Deterministic;
standard library only."""
import sys, os, random, datetime


def main(base, out, lines, days):
    os.makedirs(out, exist_ok=True)
    with open(base, encoding="utf-8", newline="") as f:
        header = f.readline()
        # Quoted cells may hold what separates: those few customers are left alone.
        rows = [line.rstrip("\r\n").split(";") for line in f if '"' not in line]
    names = header.strip().split(";")
    date, address = names.index("DATE_MODIF"), names.index("ADRESSE1")
    hour, long_ago = datetime.timedelta(hours=1), datetime.timedelta(days=400)
    chance = random.Random(1)
    for day in range(1, days + 1):
        with open(f"{out}/CLIENTS_{day:04}.csv", "w", encoding="utf-8", newline="") as f:
            f.write(header)
            for row in chance.sample(rows, lines):
                now = datetime.datetime.fromisoformat(row[date])
                sent = row.copy()
                sent[address] = f"{day} rue du Jour {chance.randrange(10**6)}"
                if chance.randrange(10) == 0:
                    sent[date] = str(now - long_ago)
                else:
                    sent[date] = str(now + hour)
                    row[:] = sent
                f.write(";".join(sent) + "\n")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
