#!/usr/bin/env python3
"""generate.py OUTDIR CUSTOMERS LINES -> OUTDIR/base.csv, OUTDIR/CLIENTS_delta.csv, OUTDIR/expected.json

Deterministic work with known answers; standard library only. Of the lines 70 % correct a customer, 10 % repeat
(half against the base, half an earlier line), 8 % are stale (1/8 of them only against an earlier line), 4 % would
create a duplicate (1/8 of them of a customer created earlier in the file), 5 % are new, 2 % change nothing, 1 % are
malformed. expected.json counts the outcomes.
"""
import sys, csv, json, random, unicodedata, datetime, collections
OUTCOMES="created corrected unchanged already-processed stale duplicate rejected".split()
COLS="ID_CLIENT;DATE_MODIF;CIVILITE;NOM;PRENOM;ADRESSE1;ADRESSE2;CODE_POSTAL;VILLE;PAYS;TELEPHONE;MOBILE;EMAIL;DATE_NAISSANCE;CARTE_FIDELITE;OPTIN_EMAIL;OPTIN_SMS;MAGASIN".split(";")
NOMS="""Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martínez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte López Jean Dupuy Guillot Hubert Berger Carpentier Sánchez Dupuis Moulin Louis Deschamps Huet Vasseur Pérez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernández Le\u00a0Gall Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Le\u00a0Roux Cousin Germain Breton Besson Langlois Rémy Le\u00a0Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodríguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Da\u00a0Silva Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte D'Angelo D'Hérouville L'Hôte Lebœuf Cœurdevey Saint-Martin N'Guyen Ângelo Citroën Saül Müller Niño Ÿvrande""".replace("\u00a0","_").split()
NOMS=[n.replace("_"," ") for n in NOMS]
PRE="""Marie Jean Pierre Michel Philippe André Nathalie Isabelle Alain Patrick Bernard Nicolas Christophe Sylvie Françoise Catherine Martine Christian Frédéric Daniel Jacqueline Valérie Thierry Stéphane Julien Éric Céline Laurent Thomas Christine Sandrine David Anne Véronique Chantal Gérard Nicole Sébastien Pascal Dominique François Olivier Stéphanie Aurélie Julie Élodie Émilie Camille Laura Léa Manon Chloé Zoé Inès Jérôme Hélène Agnès Noémie Anaïs Gaëlle Loïc Maël Raphaël Noël Joël Maïté Jean-Pierre Jean-Paul Jean-François Marie-Thérèse Marie-Hélène Anne-Sophie Jean-Noël Benoît Rémi Grégory Cédric Mickaël Kévin Théo Léo Clément Mathéo Hugo Lucas Enzo Louis Gabriel Jules Arthur Adam Paul Victor Emma Jade Louise Alice Lina Rose Anna Mila Ambre Julia Agathe Juliette Adèle Éléonore Maëlys Cyprien Ludovic Fabrice Bruno Franck Xavier Yves Guy Serge""".split()
VOIES=["rue","avenue","boulevard","place","chemin","impasse","allée","quai","route","square"]
NV="""de la République;Victor Hugo;du Général de Gaulle;des Écoles;de l'Église;Jean Jaurès;des Lilas;du Maréchal Foch;Pasteur;des Érables;du Château;de la Gare;Émile Zola;des Chênes;du Moulin;Saint-Honoré;de l'Hôtel de Ville;des Frères Lumière;Gambetta;du 8 Mai 1945;de Verdun;de la Fontaine;du Pré aux Clercs;des Prés;Molière;Voltaire""".split(";")
VILLES="""75011 Paris;69003 Lyon;13001 Marseille;31000 Toulouse;06000 Nice;44000 Nantes;34000 Montpellier;67000 Strasbourg;33000 Bordeaux;59000 Lille;35000 Rennes;51100 Reims;42000 Saint-Étienne;83000 Toulon;38000 Grenoble;21000 Dijon;49000 Angers;30000 Nîmes;69100 Villeurbanne;63000 Clermont-Ferrand;72000 Le Mans;29200 Brest;37000 Tours;80000 Amiens;87000 Limoges;74000 Annecy;66000 Perpignan;25000 Besançon;45000 Orléans;57000 Metz;76000 Rouen;93100 Montreuil;95100 Argenteuil;68100 Mulhouse;14000 Caen;54000 Nancy;97400 Saint-Denis;92000 Nanterre;86000 Poitiers;62100 Calais;64000 Pau;17000 La Rochelle;06400 Cannes;22000 Saint-Brieuc;02100 Saint-Quentin;19100 Brive-la-Gaillarde;26000 Valence;07200 Aubenas;11000 Carcassonne;12000 Rodez""".split(";")
VILLES=[v.split(" ",1) for v in VILLES]
DOM=["orange.fr","gmail.com","free.fr","wanadoo.fr","laposte.net","hotmail.fr","yahoo.fr","sfr.fr","outlook.fr"]
A2=["","","","","","Appt {n}","Bât. {l}","Résidence les Érables","Bât. {l}; esc. {n}",'Lieu-dit "Le Prévôt"',"3ème étage"]
class Fold(dict):
    def __missing__(s,k):
        c=chr(k)
        r={'œ':'oe','æ':'ae'}.get(c)
        if r is None:
            b=unicodedata.normalize("NFD",c)[0]
            r=b if ('a'<=b<='z' or '0'<=b<='9') else ''
        s[k]=r; return r
F=Fold()
def norm(x): return x.lower().translate(F)
def key(nom,pre): return norm(nom)+"|"+norm(pre)
def cum(n): 
    t=0;o=[]
    for i in range(n): t+=1/(i+6); o.append(t)
    return o
CN,CP=cum(len(NOMS)),cum(len(PRE))
ch=lambda r,l: l[int(r.random()*len(l))]
def nom(r):
    n=r.choices(NOMS,cum_weights=CN)[0]
    if r.random()<.12: n+="-"+ch(r,NOMS)
    x=r.random()
    return n.upper() if x<.5 else n
def addr(r):
    v=ch(r,VILLES)
    a2=ch(r,A2)
    if a2 and '{' in a2: a2=a2.format(n=1+int(r.random()*60),l="ABCDEF"[int(r.random()*6)])
    return ["%d%s %s %s"%(1+int(r.random()*180),(" bis" if r.random()<.05 else ""),ch(r,VOIES),ch(r,NV)),a2,v[0],v[1],"France"]
def phone(r,mob):
    d=("0"+("67"[int(r.random()*2)] if mob else "12345"[int(r.random()*5)])+"%08d"%int(r.random()*1e8))
    x=r.random()
    if x<.5: return d
    p=[d[i:i+2] for i in range(0,10,2)]
    if x<.75: return " ".join(p)
    if x<.9: return ".".join(p)
    return "+33 "+d[1]+" "+" ".join(p[1:])
def email(r,n,p,i):
    e="%s.%s%d@%s"%(norm(p),norm(n),i,ch(r,DOM))
    return e.title() if r.random()<.05 else e
def birth(r):
    d=datetime.date.fromordinal(700000+int(r.random()*26000)) # 1917..1988+
    return d.strftime("%d/%m/%Y")
T0=datetime.datetime(2023,1,1); 
def ts(r,a,b): 
    return (T0+datetime.timedelta(seconds=a+int(r.random()*(b-a)))).strftime("%Y-%m-%d %H:%M:%S")
D=86400
def person(r,i,used):
    while True:
        n,p=nom(r),r.choices(PRE,cum_weights=CP)[0]
        b=birth(r) if r.random()<.8 else ""
        if b:
            k=(key(n,p),b)
            if k in used: continue
            used.add(k)
        break
    return [r.choice(("M","MME","")) if r.random()<.1 else ("M" if r.random()<.5 else "MME"),n,p]+addr(r)+[phone(r,0) if r.random()<.6 else "",phone(r,1) if r.random()<.8 else "",email(r,n,p,i) if r.random()<.75 else "",b,"%013d"%(2990000000000+i) if r.random()<.7 else "",ch(r,"ON"),ch(r,"ON"),"MAG%03d"%(1+int(r.random()*250))]
cid=lambda i:"C%09d"%(i*7+1000003)
# indices in a full row
ID,DM,CIV,NOM,PREN,AD1,AD2,CPO,VIL,PAY,TEL,MOB,EML,NAI,CAR,OE,OS,MAG=range(18)
def fold_variant(r,s):
    x=r.random()
    t="".join(c for c in unicodedata.normalize("NFD",s) if not unicodedata.combining(c)).replace("œ","oe").replace("Œ","OE")
    if x<.4: return t.upper()
    if x<.7: return t.upper().replace("-"," ").replace("'"," ")
    return s.lower()
def main():
    out,N,M=sys.argv[1],int(sys.argv[2]),int(sys.argv[3])
    r=random.Random(20240607); used=set(); base=[]
    for i in range(N): base.append([cid(i),ts(r,0,900*D)]+person(r,i,used))
    with open(out+"/base.csv","w",encoding="utf-8",newline="") as f:
        w=csv.writer(f,delimiter=";",lineterminator="\n"); w.writerow(COLS); w.writerows(base)
    delta(out,N,M,base,set(used))
def delta(out,N,M,base,used):
    r=random.Random(987654+M); perm=list(range(N)); r.shuffle(perm); pos=0
    kinds=[]
    for k,p in (("upd",.70),("rep",.10),("stale",.08),("dup",.04),("new",.05),("same",.02),("bad",.01)): kinds+= [k]*round(M*p)
    kinds=kinds[:M]+["upd"]*(M-len(kinds)); r.shuffle(kinds)
    tail=N-1; nextid=N; state={} ; applied=[] ; created=[]; exp=collections.Counter(); rows=[]
    lastnew=None
    for li,k in enumerate(kinds):
        # in-file dates grow with the line so that several modifications of one customer stay ordered
        dm=(T0+datetime.timedelta(seconds=912*D+int(li*30*D/M))).strftime("%Y-%m-%d %H:%M:%S")
        if k=="upd":
            if applied and r.random()<.04: row=list(state[ch(r,applied)]); 
            else:
                row=list(base[perm[pos]]); pos+=1
            row[DM]=dm; ch0=list(row)
            for _ in range(1+int(r.random()*3)):
                x=r.random()
                if x<.40: row[AD1:PAY+1]=addr(r)
                elif x<.55: row[EML]=email(r,row[NOM],row[PREN],li+N)
                elif x<.70: row[MOB]=phone(r,1)
                elif x<.78: row[TEL]=phone(r,0)
                elif x<.90: row[OE]=ch(r,"ON"); row[OS]=ch(r,"ON")
                elif x<.97: row[MAG]="MAG%03d"%(1+int(r.random()*250))
                else:
                    n2=nom(r); kk=(key(n2,row[PREN]),row[NAI])
                    if not row[NAI] or kk not in used:
                        row[NOM]=n2; used.add(kk)
            exp["unchanged" if row==ch0 else "corrected"]+=1
            if row[ID] not in state: applied.append(row[ID])
            state[row[ID]]=row; 
        elif k=="rep":
            if applied and r.random()<.5: row=list(state[ch(r,applied)])
            else: row=list(base[perm[pos]]); pos+=1
            exp["already-processed"]+=1
        elif k=="stale":
            if applied and r.random()<.125:
                row=list(state[ch(r,applied)]); row[DM]=(datetime.datetime.fromisoformat(row[DM])-datetime.timedelta(seconds=3600*7+1)).strftime("%Y-%m-%d %H:%M:%S")
            else:
                row=list(base[perm[pos]]); pos+=1
                row[DM]=(datetime.datetime.fromisoformat(row[DM])-datetime.timedelta(seconds=int(3600+r.random()*300*D))).strftime("%Y-%m-%d %H:%M:%S")
            row[AD1:PAY+1]=addr(r); exp["stale"]+=1
        elif k=="dup":
            x=r.random()
            if x<.125 and created: src=ch(r,created)
            else:
                while not(base[perm[tail]][NAI] or base[perm[tail]][EML] or base[perm[tail]][MOB]): tail-=1
                src=base[perm[tail]]; tail-=1
            fields=[c for c in (NAI,EML,MOB) if src[c]]
            if not fields: src=base[perm[0]]; fields=[NAI]
            if x<.25:
                row=[cid(nextid),dm]+person(r,nextid,used); nextid+=1
            else:
                row=list(base[perm[pos]]); pos+=1; row[DM]=dm
            row[NOM]=fold_variant(r,src[NOM]); row[PREN]=fold_variant(r,src[PREN])
            c=ch(r,fields); row[c]=src[c]
            if c==EML: row[c]=row[c].upper()
            if c!=NAI: row[NAI]=""   # two filled, different birth dates would mean two persons
            exp["duplicate"]+=1
        elif k=="new":
            row=[cid(nextid),dm]+person(r,nextid,used); nextid+=1; exp["created"]+=1
            if row[NAI] or row[EML] or row[MOB]: created.append(row)
        elif k=="same":
            row=list(base[perm[pos]]); pos+=1; row[DM]=dm; exp["unchanged"]+=1
        else:
            row=list(base[int(r.random()*N)]); row[DM]=dm; exp["rejected"]+=1
            x=r.random()
            if x<.4: row=row[:3+int(r.random()*14)]
            elif x<.6: row[DM]=row[DM].replace("-07-","-13-").replace("-08-","-14-")
            elif x<.8: row[NOM]=""
            else: row[DM]="2025-02-31"+row[DM][10:]
        rows.append(row)
        assert pos<tail, (pos,tail)
    with open(out+"/CLIENTS_delta.csv","w",encoding="utf-8",newline="") as f:
        w=csv.writer(f,delimiter=";",lineterminator="\n"); w.writerow(COLS); w.writerows(rows)
    json.dump({k:exp[k] for k in OUTCOMES},open(out+"/expected.json","w"))
    print(M,dict(exp),"touched",pos,"tail",N-tail)
if __name__=="__main__": main()
