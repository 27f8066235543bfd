### Toutes les phrases du programme, en français. `en.ftl` a les mêmes entrées et les mêmes arguments.
### `host-…` : un code `host.…` ; `…-hint` : ce qu'il y a à faire. $arg0, $arg1… : les arguments du code.

number = { $count }

## Aide

help = Récupère chaque matin les fichiers de clients modifiés et les applique à la base du magasin
help-label-usage = Utilisation :
help-label-commands = Commandes
help-label-options = Options
help-label-arguments = Arguments
help-flag-help = Affiche l'aide
help-flag-version = Affiche la version
help--data = Dossier de données (sinon REDESCENTE_DATA, sinon l'emplacement habituel du système)
help--format = Forme des résultats : texte, ou JSON pour les programmes
help--lang = Langue des textes (sinon REDESCENTE_LANG)
help-init = Crée le dossier de données, ses paramètres et installe les règles livrées avec le programme
help-import = Charge une première fois les clients du magasin dans une base vide
help-import--file = Fichier des clients existants
help-import--strict = Code de sortie 5 s'il reste des lignes rejetées ou des modifications retenues
help-retrieve = Récupère les nouvelles mises à jour et affiche le compte rendu
help-retrieve--files = Fichiers à appliquer au lieu de ceux de l'échange
help-retrieve--again = Applique encore une livraison déjà reçue, par son numéro
help-retrieve--strict = Code de sortie 5 s'il reste des lignes rejetées ou des modifications retenues
help-startup = Ce qu'appelle le démarrage du poste : la récupération automatique du jour, si elle est à faire
help-startup--open = Puis montrer la page
help-report = Rapport des récupérations, ou chaque modification d'une livraison
help-report--mode = Seulement ce mode de récupération
help-report--since = Commencées à partir de cette date
help-report--until = Commencées jusqu'à cette date (jour compris)
help-report--retrieval = Seulement cette récupération
help-report--delivery = Chaque modification de cette livraison
help-report--outcome = Seulement ce résultat (peut être répété)
help-report--strict = Code de sortie 5 s'il reste des lignes rejetées ou des modifications retenues
help-delivery = Les fichiers livrés
help-delivery-show = Affiche un fichier livré, lu par les règles
help-delivery-show--id = Numéro de la livraison
help-delivery-show--line = Seulement cette ligne
help-delivery-show--raw = Les octets tels que reçus
help-history = Historique des mises à jour, les plus récentes d'abord
help-history--customer = Seulement ce client, avec ses anciens identifiants
help-history--operation = Seulement cette opération (peut être répété)
help-history--since = Intégrées à partir de cette date
help-history--until = Intégrées jusqu'à cette date (jour compris)
help-history--details = Avec les anciennes et nouvelles valeurs
help-customer = Un client : afficher, chercher, ajouter, modifier
help-customer-show = Affiche un client
help-customer-show--id = Identifiant du client
help-customer-show--as_of = Tel qu'il était dans la base à cette date (jour compris)
help-customer-show--details = Avec l'écriture d'historique qui a donné chaque valeur
help-customer-find = Cherche par le début d'un nom, d'une carte ou d'un identifiant
help-customer-find--text = Texte cherché
help-customer-add = Ajoute un client ; « id=… » choisit son identifiant
help-customer-add--values = Champs et valeurs
help-customer-add--at = Date de la modification (sinon maintenant)
help-customer-add--force = Même si cela crée un doublon
help-customer-edit = Modifie un client
help-customer-edit--id = Identifiant du client
help-customer-edit--values = Champs et valeurs ; une valeur vide efface
help-customer-edit--at = Date de la modification (sinon maintenant)
help-customer-edit--force = Même si cela crée un doublon
help-customer-erase = Efface une personne partout, pour toujours
help-customer-erase--id = Identifiant du client
help-customer-erase--dry_run = Dit seulement ce qui serait effacé
help-customer-export = Donne tout ce qui est conservé d'une personne, en JSON
help-customer-export--id = Identifiant du client
help-customers = La base, pour un logiciel de caisse
help-customers-changes = Ce qui a changé depuis un curseur, en lignes JSON
help-customers-changes--since = Dernier curseur reçu ; 0 la première fois
help-duplicates = Modifications retenues parce qu'elles créeraient un doublon
help-duplicates-list = Liste des modifications retenues
help-duplicates-show = Affiche une modification retenue
help-duplicates-show--id = Numéro de la modification
help-duplicates-scan = Cherche dans toute la base les clients qui y sont déjà deux fois
help-duplicates-pairs = Liste des clients trouvés deux fois, pas encore fusionnés ni déclarés distincts
help-duplicates-pairs--customer = Seulement les paires de ce client
help-duplicates-pairs--limit = Au plus ce nombre de paires
help-merge = Fusionne deux clients ; l'un ou l'autre peut être une création retenue
help-merge--kept = Identifiant qui reste
help-merge--absorbed = Identifiant qui mènera au premier
help-merge--take = Champ dont on prend la valeur du client absorbé (peut être répété)
help-merge--keep = Champ dont on garde la valeur du client conservé (peut être répété)
help-merge--dry_run = Montre le résultat sans rien écrire
help-merge--basis = Repère donné par --dry-run : refuse si l'un des deux a changé depuis
help-unmerge = Défait une fusion : chaque modification reçue depuis revient à l'identifiant pour lequel elle a été envoyée
help-unmerge--merge = Numéro de la fusion (redescente merges)
help-unmerge--dry_run = Montre le résultat sans rien écrire
help-merges = Liste des fusions
help-distinct = Déclare que deux clients sont deux personnes ; ils ne se bloqueront plus
help-distinct--one = Identifiant du premier
help-distinct--other = Identifiant du second
help-distinct--undo = Annule : ils peuvent de nouveau être pris pour une même personne
help-apply-opt-out = Applique seulement le consentement retiré par une modification périmée ou retenue
help-apply-opt-out--id = Numéro de la modification
help-revert = Rend à un champ la valeur qu'il avait avant une écriture de l'historique
help-revert--id = Numéro de l'écriture (redescente history --format json, ou customer show --details)
help-revert--field = Nom du champ
help-revert--force = Même si cela crée un doublon
help-verify = Reconstruit la base depuis son historique et dit ce qui diffère
help-rules = Les règles qui décident
help-rules-status = Affiche les règles actives
help-rules-install = Installe des règles depuis un fichier
help-rules-install--file = Composant des règles (.wasm)
help-rules-check = Essaie un composant de règles sur des bases et des livraisons fabriquées, et dit quelles lois il respecte
help-rules-check--component = Composant des règles (.wasm)
help-rules-check--seed = Point de départ du hasard : le même donne le même résultat (1 par défaut)
help-rules-check--cases = Nombre de cas par loi (100 par défaut)
help-rules-check--sample = Une livraison telle que ces règles les lisent, si leurs colonnes ne sont pas celles des règles fournies
help-rules-replay = Rejoue une période sous les règles en vigueur et sous d'autres, et montre ce qui différerait ; rien n'est changé
help-rules-replay--component = Composant des règles à essayer (.wasm)
help-rules-replay--since = Début de la période (les 30 derniers jours par défaut)
help-rules-replay--until = Fin de la période
help-rules-replay--details = Toutes les différences, et pas seulement les premières
help-rules-replay--scratch = Dossier où la base est copiée deux fois (par défaut, le dossier de données)
help-settings = Les paramètres
help-settings-show = Affiche les paramètres, jamais le mot de passe
help-settings-set = Change un paramètre
help-settings-set--key = Nom du paramètre, par exemple exchange.url
help-settings-set--value = Sa valeur ; « - » lit le mot de passe sur l'entrée standard
help-retention = Liste ce dont la durée de conservation est passée
help-retention--apply = Le supprime tout de suite, sans attendre la prochaine récupération
help-backup = Sauvegarde tout le magasin dans un fichier, mot de passe excepté
help-backup--file = Fichier de sauvegarde, de préférence sur un autre disque
help-restore = Remet en place une sauvegarde ; la base présente est gardée de côté
help-restore--file = Fichier de sauvegarde, ou une copie du dossier snapshots
help-serve = Montre la page du magasin dans le navigateur
help-serve--open = Ouvre aussi le navigateur
help-serve--port = Port de la page (sinon un port libre)
help-settings-test = Essayer l'échange, étape par étape, et dire que faire
help-support-bundle = Écrire un fichier lisible pour l'assistance : ni client, ni mot de passe
help-support-bundle--file = Le fichier à écrire (sinon redescente-support-DATE.json ici)

## Paramètres : commentaires de redescente.toml

settings-file =
    Paramètres de redescente. Le mot de passe de l'échange n'est pas ici :
    redescente settings set exchange.password -
setting-exchange-url = Adresse de l'échange : "ftp://serveur[:port]/dossier" ou "file:///dossier"
setting-exchange-security = Protection de la connexion : "explicit" (TLS demandé), "implicit" (TLS d'emblée) ou "none"
setting-exchange-certificate = Certificats admis : "system", "file:CHEMIN" d'une autorité ou "sha256:EMPREINTE" du serveur
setting-exchange-user = Compte sur l'échange ; vide = anonyme
setting-exchange-password = Le mot de passe se règle par : redescente settings set exchange.password -
setting-exchange-pattern = Modèle des noms de fichiers à récupérer, par exemple "CLIENTS_*.csv" ; vide = celui des règles
setting-exchange-marker = Suffixe du fichier témoin qui dit qu'un fichier est complet, par exemple ".ok" ; vide = aucun
setting-exchange-after-reading =
    Sort d'un fichier appliqué : "leave" (laissé), "archive:DOSSIER" (déplacé) ou "delete" (supprimé) ;
    les deux derniers seulement si exclusive = true
setting-exchange-exclusive = Personne d'autre ne lit ce dossier de l'échange
setting-reception-mode = "daily" : une récupération automatique par jour ; "off" : aucune, le bouton fonctionne toujours
setting-reception-automatic = Récupérer au premier démarrage du jour
setting-watch-days-without-file = Avertir après ce nombre de jours sans aucun fichier ; 0 = jamais
setting-watch-failures = Avertir après ce nombre de récupérations en échec d'affilée ; 0 = jamais
setting-watch-unusual-lines = Avertir quand un fichier a tant de fois plus, ou moins, de lignes que d'habitude ; 0 = jamais
setting-store-id = Identifiant du magasin
setting-store-time-zone = Fuseau horaire du magasin
setting-rules-parameters = Paramètres des règles : nom = "valeur"
setting-retention-deliveries = Jours de conservation des fichiers livrés ; 0 = toujours
setting-retention-history = Jours de conservation des anciennes valeurs dans l'historique ; 0 = toujours
setting-retention-unidentified = Jours de conservation des lignes rejetées sans identifiant ; 0 = aussi longtemps que le fichier
setting-backup-snapshots = Copies de la base gardées dans snapshots, une par jour de récupération ; 0 = aucune
setting-limits-fuel-per-line = Calculs permis aux règles pour une ligne ; 0 = valeur du programme
setting-limits-memory = Mémoire permise aux règles, en octets ; 0 = valeur du programme
setting-limits-seconds-per-delivery = Secondes permises aux règles pour une livraison ; 0 = valeur du programme
setting-limits-bytes-per-answer = Octets permis pour une réponse des règles ; 0 = valeur du programme

## Compte rendu

mode-manual = manuelle
mode-automatic = automatique
mode-import = premier chargement
status-done = terminée
status-partial = incomplète
status-failed = échouée
status-nothing-new = rien de nouveau
status-skipped = non faite
report-retrieval = Récupération n° { $id } ({ $mode }) du { $date } : { $status }
report-delivery = { $name } (livraison n° { $id }, { $bytes } octets, règles { $rules })
report-lines = lignes
report-unknown-columns = colonnes inconnues, ignorées : { $columns }
report-waiting = Laissés pour la prochaine fois :
report-empty = Aucune récupération.
delivery-refused = fichier refusé, rien n'est appliqué
delivery-redelivered = déjà appliqué (livraison n° { $same }), rien ne change
delivery-undecided = les règles ont échoué, rien n'est appliqué
outcomes-created = créés
outcomes-corrected = corrigés
outcomes-unchanged = inchangés
outcomes-already-processed = déjà traités
outcomes-stale = périmés
outcomes-duplicate = doublons retenus
outcomes-rejected = rejetés
to-do = À faire
to-do-withheld =
    { $count ->
        [one] { $count } modification retenue comme doublon : redescente duplicates
       *[other] { $count } modifications retenues comme doublons : redescente duplicates
    }
to-do-rejected =
    { $count ->
        [one] { $count } ligne rejetée dans { $name } : redescente report --delivery { $id } --outcome rejected
       *[other] { $count } lignes rejetées dans { $name } : redescente report --delivery { $id } --outcome rejected
    }
to-do-refused = { $name } est refusé : prévenir le fournisseur du fichier
to-do-undecided = { $name } n'a pas pu être décidé : prévenir l'assistance, les règles sont en cause
to-do-opt-out =
    { $count ->
        [one] { $count } consentement retiré mais pas appliqué : redescente report --delivery { $id }
       *[other] { $count } consentements retirés mais pas appliqués : redescente report --delivery { $id }
    }
to-do-waiting =
    { $count ->
        [one] { $count } fichier attend la prochaine récupération : redescente retrieve
       *[other] { $count } fichiers attendent la prochaine récupération : redescente retrieve
    }
note-spelling-only = différences d'écriture seulement
note-opt-out-not-applied = consentement retiré, pas appliqué
note-weak-match = même e-mail ou téléphone qu'un autre client
note-same-date-other-content = même date, autre contenu
note-existing-duplicate = doublon déjà présent
note-common-value = valeur trop répandue pour comparer
note-unreadable-birth-date = date de naissance illisible
note-sent-for-absorbed = envoyé pour un client fusionné

## Lignes et historique

operation-created = créé
operation-corrected = corrigé
operation-unchanged = inchangé
operation-already-processed = déjà traité
operation-stale = périmé
operation-duplicate = doublon retenu
operation-rejected = rejeté
operation-added = ajouté
operation-edited = modifié
operation-merged = fusionné
operation-unmerged = fusion défaite
operation-declared-distinct = déclaré distinct
operation-distinct-undone = n'est plus déclaré distinct
operation-re-decided = redécidé
operation-opt-out-applied = opposition appliquée
operation-reverted = valeur rétablie
operation-erased = effacé
resolution-merged = depuis : fusionné
resolution-distinct = depuis : déclaré distinct
resolution-superseded = depuis : remplacé par une modification plus récente
resolution-re-decided = depuis : redécidé
resolution-opt-out-applied = depuis : opposition appliquée
change = { $field } : { $old } → { $new }
value-empty = (vide)
other = ressemble à { $customer } ({ $reasons })
customer-through-alias = { $sent } → { $kept }
history-delivery = { $name }, ligne { $line }
history-person = par { $by }
history-modified-at = modification du { $date }
history-empty = Aucune mise à jour.
delivery-line = Ligne { $line } ({ $encoding })

## Clients et doublons

customer = Client { $id }, modifié le { $date }
customer-aliases = aussi connu comme : { $aliases }
customer-withheld = modification retenue : redescente duplicates show { $id }
find-empty = Aucun client ne commence par « { $text } ».
withheld = n° { $id } : client { $customer }, modification du { $date } ({ $name }, ligne { $line })
withheld-creation = n° { $id } : nouveau client { $customer }, du { $date } ({ $name }, ligne { $line })
scan =
    { $count ->
        [one] Recherche du { $date } : { $customers } clients, { $count } paire à regarder
       *[other] Recherche du { $date } : { $customers } clients, { $count } paires à regarder
    }
scan-common =
    { $count ->
        [one] { $count } valeur trop répandue n'a pas servi à comparer
       *[other] { $count } valeurs trop répandues n'ont pas servi à comparer
    }
scan-next = la liste : redescente duplicates pairs
progress-scan = Recherche de doublons
pair-changed = (modifié depuis la recherche)
pairs-empty = Aucune paire de clients à regarder.
pairs-no-scan = Aucune recherche n'a été faite : redescente duplicates scan
withheld-group =
    Client { $id } : { $count ->
        [one] { $count } modification retenue
       *[other] { $count } modifications retenues
    }
withheld-age =
    { $days ->
        [0] reçue aujourd'hui
        [one] attend depuis { $days } jour
       *[other] attend depuis { $days } jours
    }
column-now = dans la base
column-first = première réception
column-then = une fois appliquée
withheld-next =
    Une seule personne : redescente merge { $other } { $customer } --dry-run
    Deux personnes : redescente distinct { $customer } { $other }
merge-preview = Fusion de { $absorbed } dans { $kept } : rien n'est encore écrit (« ! » : les deux diffèrent)
merge-done = Fusion n° { $id } faite : { $absorbed } mène à { $kept }
merge-result = résultat
merge-applied = modifications retenues appliquées avec la fusion : { $entries }
merge-released = modifications d'autres clients sorties de la file : { $entries }
merge-basis = pour fusionner exactement cela : --basis { $basis }
merge-record = n° { $id } : { $absorbed } dans { $kept }, le { $date } par { $by }
merge-record-undone = n° { $id } : { $absorbed } dans { $kept }, le { $date } par { $by } ; défaite le { $undone } par { $undoneby }
merges-empty = Aucune fusion.
unmerge-preview = La fusion n° { $id } serait défaite : { $kept } et { $absorbed } redeviendraient deux clients
unmerge-done = Fusion n° { $id } défaite : { $kept } et { $absorbed } sont de nouveau deux clients
unmerge-not-split = écriture n° { $entry } : { $reason }
unmerge-released = modifications d'autres clients que la fusion avait libérées, inchangées : { $entries }
host-not-split-person = saisie sur le client fusionné, elle reste à celui dont elle porte l'identifiant
host-not-split-distinct = déclaré distinct depuis la fusion, cela reste au client conservé
host-not-split-file-gone = son fichier n'est plus gardé, elle n'est pas reprise
host-not-split-forgotten = ses valeurs ont été oubliées au terme de leur conservation, elle n'est pas reprise
host-not-split-rejected = les règles la refusent sans la fusion, elle n'est pas reprise
host-not-split-nobody = le client dont elle porte l'identifiant n'est plus dans la base, elle n'est pas reprise
distinct-done =
    { $one } et { $other } sont deux personnes. { $decided ->
        [0] Rien n'attendait à cause de cela.
        [one] Une modification a été redécidée ; { $waiting } attend encore à cause d'autres clients.
       *[other] { $decided } modifications ont été redécidées ; { $waiting } attendent encore à cause d'autres clients.
    }
distinct-undone =
    { $one } et { $other } peuvent de nouveau être pris pour une même personne ; ce qui a été appliqué le reste. { $decided ->
        [0] Rien n'attendait.
        [one] Une modification a été redécidée ; { $waiting } attend encore.
       *[other] { $decided } modifications ont été redécidées ; { $waiting } attendent encore.
    }
customer-set-by = { $field } : { $value } (écriture n° { $entry })
verify-sound = La base est bien celle de son historique : { $versions } écritures, { $customers } clients, { $aliases } anciens identifiants, { $withheld } modifications retenues, { $keys } clés.
verify-differs = La base diffère de son historique ({ $versions } écritures, { $customers } clients, { $aliases } anciens identifiants, { $withheld } modifications retenues, { $keys } clés) : prévenir l'assistance.
verify-file = fichier endommagé en { $count } endroits, d'abord : { $first }
verify-customer = { $count } clients ne sont pas ce que dit l'historique, d'abord { $first }
verify-chain = { $count } écritures mal enchaînées, d'abord la n° { $first }
verify-alias = des identifiants fusionnés mènent ailleurs, d'abord { $first }
verify-withheld = { $count } modifications retenues ne concordent pas, d'abord la n° { $first }
verify-delivery = { $count } livraisons dont les comptes sont faux, d'abord la n° { $first }
verify-key = { $count } clés de comparaison fausses, d'abord celles du client { $first }
duplicates-empty = Aucune modification retenue.

## Mise en place et règles

bundle-done = Écrit : { $file }. Lisez-le si vous voulez, puis envoyez-le à l'assistance.
init-done = Dossier de données prêt : { $folder }
init-without-rules = Aucune règle n'est installée : redescente rules install redescente-rules.wasm
init-next = Ensuite : redescente settings set exchange.url ftp://serveur/dossier
rules-status =
    Règles { $name } { $version }, actives depuis le { $since } (par { $by })
    empreinte { $digest }
    contrat { $contract }, aucun accès au système

## Les lois d'un composant

check-title =
    Règles { $name } { $version } ({ $contract })
    empreinte { $digest }
    { $cases } cas par loi, hasard { $seed }
check-holds = respectée ({ $cases })
check-fails = ENFREINTE
check-not-shown = non montrée
law-closed = n'importe rien
law-within-limits = reste dans ses limites, même avec les lignes les plus longues
law-total = lit chaque ligne et y répond une fois
law-deterministic = les mêmes livraisons donnent la même base
law-idempotent = ce qui est renvoyé ne change plus rien
law-commutative = l'ordre des livraisons ne change pas la base
law-partition-proof = le découpage des lignes en livraisons ne change pas la base
law-chunk-proof = le découpage des octets d'un fichier ne change pas les réponses
law-amnesiac = ne retient rien d'un fichier à l'autre
law-never-summed = une ligne remplace : rien ne s'additionne
check-columns = Colonnes des livraisons fabriquées : { $columns }
check-unexercised = Champs qu'aucune colonne n'atteint : { $fields }. Donnez un exemple de livraison avec --sample.
check-lawful = Toutes les lois sont respectées dans tous les cas essayés.
check-unlawful = Ces règles ne sont pas prêtes à être publiées.
check-base-empty = La base est vide.
check-base = Clients de la base :
check-sent = Livraisons :
check-one-way = D'une façon :
check-other-way = De l'autre :
check-file = { $name } (réception { $retrieval })
check-file-again = { $name } encore une fois (réception { $retrieval })
check-file-cut = { $name }, donné en { $count } morceaux (coupé à ‖)
check-file-skipped = { $name }, donné en { $count } morceaux (coupé à ‖), un sur deux sauté et lu dans une autre session
check-line = ligne { $line }
check-whole-file = le fichier entier
check-what-answers = nombre de réponses
check-what-customer = client
check-what-line = réponse
check-what-modified-at = date de modification
check-difference = { $whose } · { $what } : attendu « { $expected } », obtenu « { $came } »
progress-check = Essai des règles
replay-title =
    Du { $since } au { $until } : { $deliveries } livraisons, { $lines } lignes
    en vigueur : { $active }
    à l'essai : { $candidate }
replay-shortened = La période commence plus tard que demandé : d'anciennes valeurs ont été oubliées.
replay-same = Décidées de même : { $count }
replay-direct = Décidées autrement : { $count }
replay-consequences = Décidées autrement parce qu'un client différait déjà : { $count }
replay-move = { $active } → { $candidate } : { $direct } autrement, { $consequences } par conséquence
replay-records = Clients différents à la fin : { $count }
replay-field = { $field } : { $count }
replay-acts = Actes de personnes refaits : { $count }
replay-direct-list = Autrement :
replay-consequences-list = Par conséquence :
replay-records-list = Fiches à la fin :
replay-more = … et { $count } autres (--details les montre toutes)
replay-line = { $delivery }, ligne { $line }, client { $customer } : { $active } → { $candidate }
replay-nothing = (ligne absente)
replay-not-in-base = (pas dans la base)
replay-change = { $field } : « { $active } » → « { $candidate } »
replay-record = { $customer } · { $field } : { $active } → { $candidate }
replay-modified-at = date de modification
replay-status = { $delivery } : { $recorded } alors, { $active } avec les règles en vigueur, { $candidate } avec les autres
replay-as-applied = appliquée
replay-as-refused = refusée
replay-as-redelivered = déjà reçue
replay-as-undecided = non décidée
replay-check-clean = Vérification : les règles en vigueur refont exactement l'histoire ({ $lines } lignes).
replay-check-different = Vérification : { $different } lignes sur { $lines } ne sont pas comme l'histoire les a ; elles ont été décidées par d'autres règles, ou ce qui manque ci-dessous y a part.
replay-check-line = { $delivery }, ligne { $line } : { $recorded } alors, { $replayed } maintenant
replay-unreplayed = Pas rejoué :
replay-delivery-removed = { $delivery } : le fichier n'est plus conservé
replay-records-blanked = { $delivery } : { $count } enregistrements effacés
replay-act = { $act } ({ $customers }), le { $at } : { $reason }
replay-customers-forgotten = { $count } clients dont l'état d'alors est oublié : { $customers }
replay-merge-undone = { $count } fusions défaites dans la période ({ $customers }) : ce qui attendait alors n'est plus connu
replay-identical = Ces règles auraient tout décidé de même.
progress-replay-copy = Copie de la base
progress-replay = Période rejouée

## Erreurs du programme

host-no-data-folder = Le système n'indique aucun emplacement pour les données.
host-no-data-folder-hint = Donnez un dossier : --data DOSSIER ou REDESCENTE_DATA.
host-clock-unreadable = REDESCENTE_NOW vaut « { $arg0 } », ce n'est pas une date RFC 3339.
host-clock-unreadable-hint = Par exemple 2026-11-24T08:00:00+01:00, ou retirez cette variable.
host-output-failed = Le résultat n'a pas pu être écrit : { $arg0 }.
host-output-failed-hint = Ce qui était demandé est fait ; vérifiez la place sur le disque et relancez pour voir le résultat.
host-bundle-unwritable = { $arg0 } n'a pas pu être écrit : { $arg1 }.
host-bundle-unwritable-hint = Donnez le nom d'un fichier qui n'existe pas encore, dans un dossier où vous pouvez écrire.
host-not-initialised = Il n'y a pas de base redescente dans ce dossier.
host-not-initialised-hint = Créez-la : redescente init, ou donnez le bon dossier par --data.
host-settings-missing = Il n'y a pas de paramètres : { $arg0 } n'existe pas.
host-settings-missing-hint = Créez-les : redescente init, ou donnez le bon dossier par --data.
host-settings-unreadable = { $arg0 } ne peut pas être lu : { $arg1 }.
host-settings-unreadable-hint = Vérifiez les droits de ce fichier.
host-settings-unwritable = { $arg0 } ne peut pas être écrit : { $arg1 }.
host-settings-unwritable-hint = Vérifiez les droits du dossier et la place sur le disque.
host-settings-syntax = { $arg0 } n'est pas du TOML correct : { $arg1 }
host-settings-syntax-hint = Corrigez cette ligne ; un texte s'écrit entre guillemets.
host-setting-unknown = Le paramètre « { $arg0 } » n'existe pas.
host-setting-unknown-hint = Vouliez-vous dire { $arg1 } ? La liste : redescente settings show.
host-setting-no-value = « { $arg1 } » ne convient pas à { $arg0 } : il faut un texte, un nombre entier, true ou false.
host-setting-no-value-hint = Un texte s'écrit entre guillemets.
host-setting-url = « { $arg1 } » n'est pas une adresse d'échange.
host-setting-url-hint = Écrivez ftp://serveur[:port]/dossier ou file:///dossier.
host-setting-url-account = { $arg0 } ne doit contenir ni compte ni mot de passe.
host-setting-url-account-hint = Réglez exchange.user, et exchange.password à part.
host-setting-security = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-security-hint = Permis : explicit, implicit, none.
host-setting-certificate = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-certificate-hint = Permis : system, file:CHEMIN, sha256: suivi de 64 chiffres hexadécimaux.
host-setting-after-reading = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-after-reading-hint = Permis : leave, archive:DOSSIER, delete.
host-setting-needs-exclusive = Déplacer ou supprimer les fichiers lus demande exchange.exclusive = true.
host-setting-needs-exclusive-hint = D'autres magasins lisent peut-être ce dossier. Sinon : redescente settings set exchange.exclusive true d'abord.
host-setting-reception-mode = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-reception-mode-hint = Permis : daily, off.
host-setting-flag = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-flag-hint = Permis : true, false.
host-setting-number = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-number-hint = Permis : un nombre entier ; 0 = jamais, ou la valeur du programme.
host-setting-time-zone = Le fuseau horaire « { $arg1 } » n'existe pas.
host-setting-time-zone-hint = Par exemple Europe/Paris, America/Martinique, Indian/Reunion.
host-setting-one-line = La valeur de { $arg0 } contient des caractères de commande.
host-setting-one-line-hint = Écrivez-la sur une seule ligne.
host-setting-file-name = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-file-name-hint = C'est un nom de fichier, sans dossier : ni / ni \.
host-password-in-file = Le mot de passe de l'échange se trouve dans { $arg0 }.
host-password-in-file-hint = Retirez-le de ce fichier, puis : redescente settings set exchange.password -
host-keyring-refuses = Le trousseau du système refuse : { $arg0 }.
host-keyring-refuses-hint = Déverrouillez-le, ou redonnez le mot de passe : redescente settings set exchange.password -
host-parameter-refused = Les règles refusent { $arg0 } : { $arg1 }
host-parameter-refused-hint = Rien n'est changé. Choisissez une valeur que les règles connaissent.
host-unknown-retrieval = Il n'y a pas de récupération n° { $arg0 }.
host-unknown-retrieval-hint = La liste : redescente report.
host-unknown-delivery = Il n'y a pas de livraison n° { $arg0 }.
host-unknown-delivery-hint = La liste : redescente report.
host-unknown-customer = Il n'y a pas de client { $arg0 }.
host-unknown-customer-hint = Cherchez-le : redescente customer find TEXTE.
host-unknown-withheld = Il n'y a pas de modification retenue n° { $arg0 }.
host-unknown-withheld-hint = La liste : redescente duplicates.
host-not-field-value = « { $arg0 } » n'est pas de la forme CHAMP=VALEUR.
host-not-field-value-hint = Par exemple last_name=Martin ; les champs : redescente customer show ID --format json.
host-edit-refused = Rien n'est écrit : { $arg0 }
host-edit-refused-hint = Corrigez ces valeurs.
host-would-duplicate = Rien n'est écrit, cela créerait un doublon : { $arg0 }
host-would-duplicate-hint = Vérifiez l'autre client ; si ce sont deux personnes, ajoutez --force.
host-no-rules = Aucune règle n'est installée.
host-no-rules-hint = Installez-les : redescente rules install redescente-rules.wasm.

## Erreurs de la base et du dossier

host-folder = Le dossier { $arg0 } ne peut pas être créé.
host-folder-hint = Vérifiez ses droits, ou donnez un autre dossier par --data.
host-network-share = Le dossier { $arg0 } est sur un partage réseau : la base n'y serait pas sûre.
host-network-share-hint = Donnez un dossier de cette machine par --data.
host-file = Le fichier { $arg0 } ne peut pas être lu ou écrit.
host-file-hint = Vérifiez qu'il existe, ses droits et la place sur le disque.
host-kept-unreadable = Un fichier conservé ne peut pas être lu.
host-kept-unreadable-hint = Vérifiez le dossier deliveries du dossier de données ; restaurez-le depuis une sauvegarde.
host-no-such-line = La livraison n° { $arg0 } n'a pas de ligne { $arg1 }.
host-no-such-line-hint = La ligne 1 est l'en-tête ; les lignes vides ne comptent pas.
host-delivery-not-read = Les règles n'ont lu aucune ligne de la livraison n° { $arg0 }, ou pas celle-ci.
host-delivery-not-read-hint = Affichez ses octets : redescente delivery show { $arg0 } --raw.
host-busy = Une autre récupération ou modification est en cours.
host-busy-hint = Attendez qu'elle se termine et recommencez.
host-same-customer = { $arg0 } et { $arg1 } sont déjà un seul client.
host-same-customer-hint = Les fusions faites : redescente merges.
host-changed-meanwhile = L'un des deux clients a changé depuis l'aperçu, rien n'est fusionné.
host-changed-meanwhile-hint = Regardez de nouveau l'aperçu : redescente merge … --dry-run.
host-no-such-merge = Il n'y a pas de fusion n° { $arg0 }.
host-no-such-merge-hint = La liste : redescente merges.
host-undone-already = La fusion n° { $arg0 } est déjà défaite.
host-undone-already-hint = La liste : redescente merges.
host-merge-stands-on = La fusion n° { $arg1 } repose sur la fusion n° { $arg0 }.
host-merge-stands-on-hint = Défaites-la d'abord : redescente unmerge { $arg1 }.
host-no-such-entry = Il n'y a pas d'écriture n° { $arg0 } dans l'historique, ou elle ne concerne aucun client.
host-no-such-entry-hint = Les écritures : redescente history.
host-no-objection = La modification n° { $arg0 } ne retire aucun consentement encore donné.
host-no-objection-hint = Les consentements retirés et pas appliqués sont signalés dans le compte rendu : redescente report --delivery N.
host-not-changed-there = L'écriture n° { $arg0 } n'a pas changé le champ { $arg1 }.
host-not-changed-there-hint = L'écriture qui a donné chaque valeur : redescente customer show ID --details.
host-not-empty = La base contient déjà des clients : le premier chargement demande une base vide.
host-not-empty-hint = Pour appliquer un fichier à cette base : redescente retrieve FICHIER.
host-no-such-delivery = Il n'y a pas de livraison n° { $arg0 }.
host-no-such-delivery-hint = La liste : redescente report.
host-no-such-customer = Il n'y a pas de client { $arg0 }.
host-no-such-customer-hint = Cherchez-le : redescente customer find TEXTE.
host-customer-exists = Il y a déjà un client { $arg0 }.
host-customer-exists-hint = Modifiez-le : redescente customer edit { $arg0 } CHAMP=VALEUR, ou choisissez un autre id=.
host-customer-changed = Entre-temps, quelqu'un d'autre a changé ce client.
host-customer-changed-hint = Regardez ce qui a changé, puis recommencez.
host-no-such-field = Les règles ne connaissent pas de champ { $arg0 }.
host-no-such-field-hint = Les champs : redescente customer show ID --format json.
host-interrupted = Cette récupération a été interrompue ; la suivante termine son travail.
host-interrupted-hint = Relancez : redescente retrieve.
host-disk-full = Le disque est plein.
host-disk-full-hint = Libérez de la place et recommencez : rien n'est appliqué à moitié.
host-base-open = La base de données ne peut pas être ouverte.
host-base-open-hint = Vérifiez les droits de base.sqlite dans le dossier de données.
host-base-not-durable = La base de données ne serait pas sûre sur ce disque.
host-base-not-durable-hint = Donnez un dossier d'un disque de cette machine par --data.
host-base-too-new = La base de données vient d'une version plus récente du programme.
host-base-too-new-hint = Installez cette version ou une plus récente.
host-base-busy = La base de données est occupée par un autre programme.
host-base-busy-hint = Fermez-le ou attendez, puis recommencez.
host-base-database = La base de données ne peut pas être lue ou écrite.
host-base-database-hint = Vérifiez le disque et les droits ; si cela se répète, prévenez l'assistance.
host-base-damaged = La base de données est endommagée.
host-base-damaged-hint = N'y touchez plus et prévenez l'assistance ; restaurez la dernière sauvegarde.

## Erreurs des règles

host-not-distinct = { $arg0 } et { $arg1 } ne sont pas déclarés distincts.
host-not-distinct-hint = Voyez l'historique de l'un des deux : redescente history --customer { $arg0 }.
host-replaying = Une période est déjà en train d'être rejouée.
host-replaying-hint = Attendez qu'elle soit finie.
host-stopped = Le rejeu a été arrêté : il n'en reste rien, et la base n'a pas changé.
host-stopped-hint = Recommencez quand vous voulez, sur une période plus courte s'il était trop long.
host-check-refused = Ces règles refusent un fichier dont l'en-tête est { $arg0 } ({ $arg1 }).
host-check-refused-hint = Donnez une livraison qu'elles lisent : redescente rules check … --sample FICHIER.
host-check-sample = Ces règles ne lisent dans l'exemple aucune ligne que l'on puisse récrire.
host-check-sample-hint = Donnez une livraison de quelques lignes, en-tête compris, séparée par ; , | ou des tabulations.
host-check-no-column = D'après les réponses de ces règles, { $arg0 } ne contient pas d'identifiant et de date de modification.
host-check-no-column-hint = Donnez une livraison qu'elles lisent : redescente rules check … --sample FICHIER.
host-check-folder = Aucun dossier temporaire ne peut être écrit.
host-check-folder-hint = Vérifiez l'espace disque et les droits du dossier temporaire.
host-rules-changed = Le fichier des règles { $arg0 } n'est plus celui qui a été installé.
host-rules-changed-hint = Réinstallez les règles : redescente rules install redescente-rules.wasm.
host-rules-engine = Cette machine ne permet pas d'exécuter les règles en sécurité. ({ $arg0 })
host-rules-engine-hint = Prévenez l'assistance.
host-rules-too-large = Le fichier des règles est trop grand. ({ $arg0 })
host-rules-too-large-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-not-a-component = Ce fichier ne contient pas de règles. ({ $arg0 })
host-rules-not-a-component-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-precompiled = Ce fichier contient du code compilé, qui ne peut pas être vérifié. ({ $arg0 })
host-rules-precompiled-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-imports = Ces règles demandent un accès au système ; c'est interdit. ({ $arg0 })
host-rules-imports-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-unknown-contract = Ces règles sont faites pour une autre version du programme. ({ $arg0 })
host-rules-unknown-contract-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-incomplete = Ces règles sont incomplètes. ({ $arg0 })
host-rules-incomplete-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-bad-description = La description de ces règles est fausse. ({ $arg0 })
host-rules-bad-description-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-unstable = Ces règles se décrivent chaque fois autrement. ({ $arg0 })
host-rules-unstable-hint = Demandez le bon fichier au fournisseur des règles ; rien n'est changé.
host-rules-out-of-fuel = Les règles ont calculé trop longtemps. ({ $arg0 })
host-rules-out-of-fuel-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-timed-out = Les règles ont pris trop de temps. ({ $arg0 })
host-rules-timed-out-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-out-of-memory = Les règles ont demandé trop de mémoire. ({ $arg0 })
host-rules-out-of-memory-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-stack-overflow = Les règles se sont emballées. ({ $arg0 })
host-rules-stack-overflow-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-trapped = Les règles se sont arrêtées en cours de travail. ({ $arg0 })
host-rules-trapped-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-answer-too-large = La réponse des règles est trop grande. ({ $arg0 })
host-rules-answer-too-large-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-malformed = La réponse des règles est illisible. ({ $arg0 })
host-rules-malformed-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-poisoned = Les règles ont échoué plus tôt dans cette livraison. ({ $arg0 })
host-rules-poisoned-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-wrong-count = Les règles n'ont pas répondu à toutes les questions. ({ $arg0 })
host-rules-wrong-count-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-line = Les règles ont mal lu une ligne. ({ $arg0 })
host-rules-bad-line-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-layout = Les règles ont mal lu l'en-tête. ({ $arg0 })
host-rules-bad-layout-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-unasked-line = Le programme a interrogé les règles au mauvais moment. ({ $arg0 })
host-rules-unasked-line-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-out-of-turn = Le programme a appelé les règles au mauvais moment. ({ $arg0 })
host-rules-out-of-turn-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-unknown-field = Les règles ont nommé un champ inconnu. ({ $arg0 })
host-rules-unknown-field-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-unknown-candidate = Les règles ont rapproché un client que personne n'a nommé. ({ $arg0 })
host-rules-unknown-candidate-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-unknown-message = Les règles ont donné une raison sans texte. ({ $arg0 })
host-rules-unknown-message-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-reason = Les règles ont donné une raison qui ne peut être gardée. ({ $arg0 })
host-rules-bad-reason-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-row = Les règles ont donné des valeurs qui ne peuvent être gardées. ({ $arg0 })
host-rules-bad-row-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-decision = Une décision des règles est contradictoire. ({ $arg0 })
host-rules-bad-decision-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-keys = Les règles ont donné des clés de comparaison fausses. ({ $arg0 })
host-rules-bad-keys-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.
host-rules-bad-cells = Les règles ont mal montré le fichier. ({ $arg0 })
host-rules-bad-cells-hint = Rien n'est appliqué. Prévenez l'assistance ; les anciennes règles peuvent être réinstallées.

## L'échange

host-no-exchange = Aucun échange n'est réglé.
host-no-exchange-hint = Donnez son adresse : redescente settings set exchange.url ftp://serveur/dossier, ou un fichier : redescente retrieve FICHIER.
host-exchange-unreachable = Le serveur de l'échange { $arg0 } est injoignable.
host-exchange-unreachable-hint = Vérifiez la connexion à Internet, puis exchange.url : le nom du serveur et le port. La prochaine récupération reprendra tout.
host-exchange-host-unknown = Aucun serveur ne porte le nom { $arg0 }.
host-exchange-host-unknown-hint = Vérifiez la connexion à Internet, puis le nom du serveur dans exchange.url.
host-exchange-timeout = Le serveur de l'échange ne répond pas à temps. ({ $arg0 })
host-exchange-timeout-hint = La prochaine récupération reprendra tout. Si cela se répète, vérifiez le port et le pare-feu, puis voyez avec le fournisseur.
host-exchange-cut = Le serveur de l'échange a coupé la connexion. ({ $arg0 })
host-exchange-cut-hint = La prochaine récupération reprendra tout. Si cela se répète, vérifiez exchange.security (implicit sur le port 990) et le pare-feu.
host-exchange-login = Le serveur de l'échange refuse le compte ou le mot de passe. ({ $arg0 })
host-exchange-login-hint = Vérifiez exchange.user et exchange.password avec le fournisseur ; l'essai n'est pas répété, pour ne pas bloquer le compte.
host-exchange-folder = Le dossier de l'échange ne peut pas être lu : { $arg0 } ({ $arg1 })
host-exchange-folder-hint = Vérifiez le dossier d'exchange.url et les droits du compte.
host-exchange-listing-refused = Le serveur de l'échange refuse de dire ce que contient le dossier. ({ $arg0 })
host-exchange-listing-refused-hint = Demandez au fournisseur le droit de lister ce dossier.
host-exchange-listing-too-long = Le dossier de l'échange contient trop de fichiers pour être lu.
host-exchange-listing-too-long-hint = Demandez au fournisseur d'archiver les anciens fichiers, ou donnez au magasin un dossier à lui dans exchange.url.
host-exchange-passive = La connexion de données ne s'établit pas. ({ $arg0 })
host-exchange-passive-hint = Le mode passif doit passer : voyez le pare-feu du magasin et, avec le fournisseur, la plage de ports passifs de son serveur.
host-exchange-foreign-address = Le serveur de l'échange renvoie vers une autre machine, { $arg0 }, ce qui est refusé.
host-exchange-foreign-address-hint = Demandez au fournisseur de corriger l'adresse annoncée en mode passif, ou d'admettre la commande EPSV.
host-exchange-busy = Le serveur de l'échange n'est pas disponible pour le moment. ({ $arg0 })
host-exchange-busy-hint = Réessayez plus tard ; la prochaine récupération reprendra tout.
host-exchange-protocol = Le serveur de l'échange n'a pas répondu comme il devrait. ({ $arg0 } : { $arg1 })
host-exchange-protocol-hint = Recommencez ; si cela se répète, vérifiez le port et exchange.security, puis voyez avec le fournisseur.
host-exchange-unprotected = Le serveur de l'échange ne protège pas les connexions. ({ $arg0 })
host-exchange-unprotected-hint = Demandez TLS au fournisseur. Sinon, en connaissance de cause (le mot de passe et les clients passent en clair) : redescente settings set exchange.security none
host-exchange-tls = La connexion protégée ne s'établit pas. ({ $arg0 })
host-exchange-tls-hint = Vérifiez exchange.security et le port (990 pour implicit) ; demandez au fournisseur si son serveur admet TLS 1.2.
host-exchange-certificate-untrusted = Le certificat du serveur de l'échange n'est pas reconnu. ({ $arg1 })
host-exchange-certificate-untrusted-hint = Demandez au fournisseur l'empreinte de son certificat. Si c'est bien celle-ci : redescente settings set exchange.certificate sha256:{ $arg0 }
host-exchange-certificate-other = Le serveur de l'échange présente un autre certificat que celui qui est réglé.
host-exchange-certificate-other-hint = Rien n'a été envoyé. Demandez au fournisseur s'il l'a changé. Si la nouvelle empreinte est bien celle-ci : redescente settings set exchange.certificate sha256:{ $arg0 }
host-exchange-certificates = Les certificats admis ne peuvent pas être lus. ({ $arg0 })
host-exchange-certificates-hint = Vérifiez exchange.certificate : system, file:CHEMIN d'un fichier PEM, ou sha256:EMPREINTE.
host-exchange-file = le serveur refuse ce fichier
host-exchange-file-hint = Il sera redemandé à la prochaine récupération ; s'il manque encore, vérifiez les droits avec le fournisseur.
host-exchange-length = ce fichier est arrivé incomplet
host-exchange-length-hint = Il sera redemandé à la prochaine récupération.
host-exchange-file-changed = ce fichier a changé pendant la récupération
host-exchange-file-changed-hint = Il sera redemandé à la prochaine récupération, une fois son dépôt terminé.
host-exchange-file-too-large = ce fichier est trop grand pour être une livraison
host-exchange-file-too-large-hint = Voyez avec le fournisseur ce qu'est ce fichier.
host-exchange-file-name = le nom de ce fichier ne peut pas être demandé au serveur
host-exchange-file-name-hint = Demandez au fournisseur de le renommer.
host-exchange-transfer = le transfert de ce fichier échoue
host-exchange-transfer-hint = La prochaine récupération continuera où celle-ci s'est arrêtée ; si cela se répète, voyez avec le fournisseur.
host-file-changed = Le fichier { $arg0 } a changé pendant sa lecture.
host-file-changed-hint = Attendez que son écriture soit terminée, puis recommencez.
host-deliveries-busy = Une autre récupération est en cours. ({ $arg0 })
host-deliveries-busy-hint = Attendez qu'elle se termine.
host-listing-truncated = Le serveur n'a pas donné toute la liste des fichiers ; le reste viendra à la prochaine récupération.
host-listing-odd-names = Des fichiers de l'échange ont un nom qui ne peut pas être demandé (chemin, caractère de contrôle) ; ils sont laissés.
host-listing-odd-lines = Des lignes de la liste de l'échange n'ont pas été comprises ; ces fichiers sont laissés.
host-listing-unclosed = Le serveur a fermé la liste sans l'adieu que veut TLS ; elle peut être incomplète.
host-same-name-other-content = { $arg0 } était déjà venu avec un autre contenu ; les deux sont gardés et appliqués.
host-not-put-away = { $arg0 } est appliqué, mais n'a pu être déplacé ou supprimé sur l'échange ; ce sera retenté. ({ $arg1 })
host-watch-silence = Aucun fichier n'est venu depuis { $arg0 } jours : demandez au fournisseur si les livraisons sont arrêtées.
host-watch-failures = { $arg0 } récupérations ont échoué d'affilée : redescente settings test
host-watch-lines = { $arg0 } compte { $arg1 } lignes, contre { $arg2 } d'habitude : vérifiez avec le fournisseur.
host-startup-off = La réception automatique est arrêtée (reception.mode).
host-startup-off-hint = Rien à faire ; redescente retrieve fonctionne toujours.
host-startup-not-automatic = La réception automatique n'est pas activée.
host-startup-not-automatic-hint = Pour l'activer : redescente settings set reception.automatic true
host-startup-done-today = La récupération automatique du jour est faite.
host-startup-done-today-hint = Pour récupérer encore : redescente retrieve
host-startup-busy = Une autre récupération est en cours.
host-startup-busy-hint = Son résultat : redescente report
host-test-certificates = Certificats admis
host-test-name = Nom du serveur
host-test-connection = Connexion
host-test-tls = Protection et certificat
host-test-login = Compte et mot de passe
host-test-folder = Dossier
host-test-passive = Mode passif
host-test-listing = Liste des fichiers (à prendre + en attente)
host-waiting-growing = fichier en cours de dépôt
host-waiting-marker = le fichier témoin n'est pas encore là

## Vie privée et sauvegardes

progress-erase = Effacement
progress-backup = Sauvegarde
erasure-done =
    { $versions ->
        [one] Personne effacée : { $versions } entrée d'historique ne dit plus rien d'elle.
       *[other] Personne effacée : { $versions } entrées d'historique ne disent plus rien d'elle.
    }
erasure-would =
    { $versions ->
        [one] Rien n'est effacé. { $versions } entrée d'historique le serait.
       *[other] Rien n'est effacé. { $versions } entrées d'historique le seraient.
    }
erasure-before = Cette personne est déjà effacée ; il n'en reste rien ici.
erasure-records =
    { $count ->
        [one] { $count } ligne blanchie dans les fichiers conservés
       *[other] { $count } lignes blanchies dans les fichiers conservés
    }
erasure-copy-erased = effacée aussi de { $path }
erasure-copy-clean = { $path } ne la contenait pas
erasure-copy-missing = { $path } n'est plus là : si cette sauvegarde existe ailleurs, supprimez-la
erasure-copy-failed = { $path } n'a pas pu être corrigé et la contient peut-être : supprimez cette copie
erasure-unidentified =
    { $count ->
        [one] { $count } ligne rejetée sans identifiant ne peut être attribuée à personne ; elle est supprimée { $days } jours après sa réception
       *[other] { $count } lignes rejetées sans identifiant ne peuvent être attribuées à personne ; elles sont supprimées { $days } jours après leur réception
    }
erasure-unidentified-kept =
    { $count ->
        [one] { $count } ligne rejetée sans identifiant ne peut être attribuée à personne ; réglez retention.unidentified pour qu'elle soit supprimée
       *[other] { $count } lignes rejetées sans identifiant ne peuvent être attribuées à personne ; réglez retention.unidentified pour qu'elles soient supprimées
    }
erasure-unread = { $name } n'a jamais pu être lu : ses lignes qui portent l'identifiant, la carte, l'e-mail ou le téléphone sont blanchies, le reste ne peut être attribué
erasure-elsewhere = reste à faire ailleurs : la caisse, le fournisseur, les sauvegardes rangées hors de cette machine
retention-nothing = Rien n'a dépassé sa durée de conservation.
retention-would = Sera supprimé à la prochaine récupération :
retention-done = Supprimé :
retention-delivery = { $name }, reçu le { $date }
retention-versions =
    { $count ->
        [one] les valeurs de { $count } ancienne entrée d'historique
       *[other] les valeurs de { $count } anciennes entrées d'historique
    }
retention-records =
    { $count ->
        [one] { $count } ligne rejetée sans identifiant
       *[other] { $count } lignes rejetées sans identifiant
    }
backup-done = Sauvegarde faite et vérifiée : { $path } ({ $bytes } octets, { $deliveries } fichiers livrés). Le mot de passe de l'échange n'y est pas.
restore-done = Base remise en place : { $customers } clients.
restore-replaced = la base d'avant est gardée : { $path }
restore-password = le mot de passe de l'échange ne voyage pas : redescente settings set exchange.password -
host-erased = Cette personne a été effacée à sa demande.
host-other-erased = Un client rencontré alors a été effacé depuis.
host-no-snapshot = La copie de sécurité de la base n'a pas pu être faite ou vérifiée.
host-no-snapshot-hint = Vérifiez la place sur le disque, puis faites une sauvegarde : redescente backup FICHIER.
host-retention-deliveries =
    { $arg0 ->
        [1] 1 fichier livré a dépassé sa durée de conservation et est supprimé.
       *[other] { $arg0 } fichiers livrés ont dépassé leur durée de conservation et sont supprimés.
    }
host-retention-history =
    { $arg0 ->
        [1] Les valeurs de 1 ancienne entrée d'historique sont oubliées.
       *[other] Les valeurs de { $arg0 } anciennes entrées d'historique sont oubliées.
    }
host-retention-unidentified =
    { $arg0 ->
        [1] 1 ligne rejetée sans identifiant est supprimée du fichier livré.
       *[other] { $arg0 } lignes rejetées sans identifiant sont supprimées des fichiers livrés.
    }
host-erasure-key = Les personnes effacées ne peuvent pas être reconnues : { $arg0 } manque, est abîmé ou vient d'un autre magasin.
host-erasure-key-hint = Remettez ce fichier depuis une sauvegarde de ce magasin ; une sauvegarde d'un autre magasin se restaure dans un dossier vide.
host-no-random = Le système ne donne pas de nombres aléatoires.
host-no-random-hint = Recommencez ; si cela se répète, prévenez l'assistance.
host-customer-erased = Le client { $arg0 } a été effacé à sa demande.
host-customer-erased-hint = S'il redevient client, ajoutez-le sous un autre identifiant.
host-delivery-forgotten = Le fichier de la livraison n° { $arg0 } n'est plus conservé : sa durée de conservation est passée.
host-delivery-forgotten-hint = Ce que ses lignes sont devenues reste visible : redescente report --delivery { $arg0 }.
host-no-base = { $arg0 } n'est pas une sauvegarde de redescente.
host-no-base-hint = Rien n'est changé. Donnez un fichier fait par redescente backup, ou une copie du dossier snapshots.
host-setting-count = « { $arg1 } » n'est pas permis pour { $arg0 }.
host-setting-count-hint = Permis : un nombre entier, 0 compris.
