#!/usr/bin/env python3
"""peer.py DB CSV: what a user would write instead: csv and sqlite3, row by row, one transaction.

A clock, no oracle: it knows no card, no alias, no note. Standard library only.
"""
import sys,csv,sqlite3,json,os,unicodedata
from datetime import datetime,date
class Fold(dict):
    def __missing__(s,k):
        c=chr(k); r={'œ':'oe','æ':'ae'}.get(c)
        if r is None:
            b=unicodedata.normalize("NFD",c)[0]
            r=b if ('a'<=b<='z' or '0'<=b<='9') else ''
        s[k]=r; return r
FOLD=Fold()
class Dig(dict):
    def __missing__(s,k): r=chr(k) if 48<=k<=57 else ''; s[k]=r; return r
DIG=Dig()
COLS="civilite nom prenom adresse1 adresse2 code_postal ville pays telephone mobile email date_naissance carte_fidelite optin_email optin_sms magasin".split()
CC=[c.upper() for c in COLS]
def main(db,path):
    c=sqlite3.connect(db,isolation_level=None,cached_statements=64)
    for p in ("journal_mode=WAL","secure_delete=OFF","synchronous=NORMAL","cache_size=-262144","temp_store=MEMORY"): c.execute("PRAGMA "+p)
    c.execute("BEGIN IMMEDIATE")
    fid=c.execute("INSERT INTO fichiers(nom,lignes) VALUES(?,0)",(os.path.basename(path),)).lastrowid
    ex=c.cursor().execute
    SEL="SELECT rowid,date_modif,%s,cle_nom,email_norm,mobile_norm FROM clients WHERE id_client=?"%",".join(COLS)
    HIS="SELECT 1 FROM historique WHERE id_client=? AND date_modif=?"
    DUP="""SELECT min(i) FROM (
 SELECT id_client i FROM clients WHERE cle_nom=?1 AND date_naissance=?2 AND date_naissance<>'' AND id_client<>?5
 UNION ALL SELECT id_client FROM clients WHERE email_norm=?3 AND email_norm<>'' AND cle_nom=?1 AND id_client<>?5
 UNION ALL SELECT id_client FROM clients WHERE mobile_norm=?4 AND mobile_norm<>'' AND cle_nom=?1 AND id_client<>?5)"""
    INS="INSERT INTO clients VALUES(%s)"%",".join("?"*21)
    UPD="UPDATE clients SET date_modif=?,%s,cle_nom=?,email_norm=?,mobile_norm=? WHERE rowid=?"%",".join(x+"=?" for x in COLS)
    LIGHT=[i for i,x in enumerate(COLS) if x not in("date_naissance",)]
    UPL="UPDATE clients SET date_modif=?,%s WHERE rowid=?"%",".join(COLS[i]+"=?" for i in LIGHT)
    UPDT="UPDATE clients SET date_modif=? WHERE rowid=?"
    IH="INSERT INTO historique(id_client,date_modif,fichier,ligne,operation,anciennes,nouvelles) VALUES(?,?,?,?,?,?,?)"
    IR="INSERT INTO resultats VALUES(?,?,?,?,?,?,?)"
    hist=[];res=[];seen=set();dumps=json.JSONEncoder(ensure_ascii=False,separators=(",",":")).encode
    n=1
    with open(path,encoding="utf-8",newline="") as f:
        r=csv.reader(f,delimiter=";"); next(r)
        for row in r:
            n+=1
            if len(res)>=5000:
                c.executemany(IR,res); res.clear(); c.executemany(IH,hist); hist.clear(); seen.clear()
            # R0 validity
            msg=None; i=dm=None
            if len(row)!=18: msg="colonnes"; i=row[0] if row else None; dm=row[1] if len(row)>1 else None
            else:
                i=row[0]; dm=row[1]
                try:
                    if len(dm)!=19: raise ValueError
                    datetime.fromisoformat(dm)
                    b=row[13]
                    if b:
                        b=b[6:]+"-"+b[3:5]+"-"+b[:2]; date.fromisoformat(b); row[13]=b
                    if not row[3] or not i: msg="nom ou id vide"
                except ValueError: msg="date"
            if msg: res.append((fid,n,i,dm,"INVALIDE",None,msg)); continue
            k=(i,dm)
            if k in seen or ex(HIS,k).fetchone(): res.append((fid,n,i,dm,"DEJA",None,None)); continue
            old=ex(SEL,(i,)).fetchone()
            if old and old[1]>dm: res.append((fid,n,i,dm,"PERIME",None,None)); continue
            key=row[3].lower().translate(FOLD)+"|"+row[4].lower().translate(FOLD)
            em=row[12].strip().lower()
            mo=row[11].translate(DIG)
            if len(mo)==11 and mo.startswith("33"): mo="0"+mo[2:]
            d=ex(DUP,(key,row[13],em,mo,i)).fetchone()[0]
            if d: res.append((fid,n,i,dm,"DOUBLON",d,None)); continue
            if old is None:
                ex(INS,row+[key,em,mo]); hist.append((i,dm,fid,n,"C",None,None)); st="CREE"
            else:
                new=row[2:]; ch=[j for j in range(16) if old[j+2]!=new[j]]
                if not ch:
                    ex(UPDT,(dm,old[0])); hist.append((i,dm,fid,n,"I",None,None)); st="IDENT"
                else:
                    if old[13]==new[11] and old[18]==key and old[19]==em and old[20]==mo:
                        ex(UPL,(dm,*[new[j] for j in LIGHT],old[0]))
                    else: ex(UPD,(dm,*new,key,em,mo,old[0]))
                    hist.append((i,dm,fid,n,"M",dumps({CC[j]:old[j+2] for j in ch}),dumps({CC[j]:new[j] for j in ch}))); st="MODIF"
            seen.add(k); res.append((fid,n,i,dm,st,None,None))
    c.executemany(IR,res); c.executemany(IH,hist)
    ex("UPDATE fichiers SET lignes=? WHERE id=?",(n-1,fid)); c.execute("COMMIT"); c.close()
main(*sys.argv[1:3])
