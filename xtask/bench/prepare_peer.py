"""prepare_peer.py DATADIR DB: the base of peer.py, from DATADIR/base.csv as generate.py writes it."""
import sys,csv,sqlite3,re
from generate import norm
D=sys.argv[1]; db=sys.argv[2]
c=sqlite3.connect(db,isolation_level=None); c.executescript("PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;PRAGMA cache_size=-1000000;")
s=open(__import__("os").path.join(__import__("os").path.dirname(__import__("os").path.abspath(__file__)),"schema.sql")).read().split(";\n"); idx=[x for x in s if "INDEX" in x]; tab=[x for x in s if "TABLE" in x]
for x in tab: c.execute(x)
def mob(m):
    d="".join(ch for ch in m if ch.isdigit())
    return "0"+d[2:] if len(d)==11 and d.startswith("33") else d
def rows():
    with open(D+"/base.csv",encoding="utf-8",newline="") as f:
        r=csv.reader(f,delimiter=";"); next(r)
        for x in r:
            n=x[13]; x[13]=n and n[6:]+"-"+n[3:5]+"-"+n[:2]
            yield x+[norm(x[3])+"|"+norm(x[4]),x[12].strip().lower(),mob(x[11])]
c.execute("BEGIN")
c.executemany("INSERT INTO clients VALUES(%s)"%",".join("?"*21),rows())
c.execute("INSERT INTO fichiers VALUES(1,'initial',0)")
c.execute("INSERT INTO historique(id_client,date_modif,fichier,ligne,operation) SELECT id_client,date_modif,1,rowid+1,'C' FROM clients ORDER BY rowid")
c.execute("COMMIT")
for x in idx: c.execute(x)
c.execute("ANALYZE"); c.close()
c=sqlite3.connect(db); c.execute("PRAGMA journal_mode=WAL"); c.close()
