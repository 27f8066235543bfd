### Les phrases de la page, en français. `page.en.ftl` a les mêmes entrées et les mêmes arguments.
### `page-host-…-hint` : ce que la page dit de faire là où la ligne de commande dit autre chose.

## Cadre

page-open-here = La page du magasin est ouverte à cette adresse, qui ne sert qu'une fois. Ctrl-C pour finir.
page-open-already = La page du magasin est déjà ouverte ; cette adresse y mène, une fois.
page-no-browser = Aucun navigateur n'a pu être ouvert : ouvrez cette adresse vous-même.
page-skip = Aller au contenu
page-screens = Écrans
page-find = Chercher un client
page-find-what = Nom, carte ou identifiant
page-retrieve = Récupération des nouvelles mises à jour
page-running = Récupération en cours
page-running-begin = Récupération en cours…
page-withheld-count =
    { $count ->
        [one] modification à décider
       *[other] modifications à décider
    }
page-keys = Raccourcis clavier
page-key-find = Chercher un client
page-key-screens = Les écrans, de haut en bas
page-key-window = Suite et retour d'une longue liste
page-key-help = Cette aide
page-key-letters = Raccourcis d'une seule touche
page-close = Fermer
page-problem = Ce n'est pas possible
page-closed = Page fermée
page-all = Tous
page-show = Afficher
page-change = Changer
page-back = Retour à la fiche
page-save = Enregistrer
page-cancel = Renoncer
page-undo = Annuler cette modification
page-windows = Parcourir la liste
page-first = Retour au début
page-next = Suite
page-export = Exporter :
page-export-sheet = tableur
page-export-exact = exact

## Refus

page-nothing-here = Il n'y a rien à cette adresse.
page-nothing-here-hint = Choisissez un écran dans la liste.
page-refused-host = Cette page ne répond qu'à son adresse sur cette machine.
page-refused-host-hint = Ouvrez-la par : redescente serve --open
page-refused-foreign = Cette demande vient d'une autre page : elle est refusée.
page-refused-foreign-hint = Ouvrez la page du magasin par : redescente serve --open
page-refused-stranger = Ce navigateur n'a pas ouvert la page du magasin, ou l'adresse a déjà servi.
page-refused-stranger-hint = Ouvrez-la de nouveau par : redescente serve --open
page-refused-token = Cette demande n'a pas été faite par la page du magasin.
page-refused-token-hint = Rechargez la page et recommencez.
page-no-language = Cette langue n'existe pas ici.
page-no-date = « { $arg0 } » n'est pas une date.
page-no-date-hint = Par exemple 24/11/2026.
page-no-layout = Aucun fichier livré ne montre encore les colonnes d'un export exact.
page-no-layout-hint = Exportez pour un tableur, ou revenez après une première livraison.
page-no-column = Aucun fichier livré n'a de colonne pour { $arg0 } : un export exact perdrait des valeurs.
page-no-column-hint = Exportez pour un tableur.
page-settings-changed = Entre-temps, quelqu'un d'autre a changé les paramètres.
page-settings-changed-hint = Rien n'est enregistré. Regardez ce qui a changé, puis recommencez.
page-would-duplicate = Rien n'est enregistré : ce client ressemblerait à un autre.
page-would-duplicate-hint = Vérifiez l'autre client. Si ce sont deux personnes, cochez la case et enregistrez de nouveau.
page-host-unknown-customer-hint = Cherchez-le par son nom, sa carte ou son identifiant.
page-host-unknown-delivery-hint = Choisissez-la dans le rapport des récupérations.
page-host-unknown-retrieval-hint = Choisissez-la dans le rapport des récupérations.
page-host-unknown-withheld-hint = Elle a été décidée depuis, ou n'a jamais existé. Choisissez dans la liste des doublons.
page-host-no-exchange-hint = Donnez son adresse dans les paramètres.
page-host-no-such-customer-hint = Cherchez-le par son nom, sa carte ou son identifiant.
page-host-no-such-merge-hint = Choisissez-la dans la liste des fusions.
page-host-undone-already-hint = Il n'y a plus rien à défaire.
page-host-merge-stands-on-hint = Défaites-la d'abord.
page-host-same-customer-hint = Ils ont été fusionnés : voyez les fusions.
page-host-changed-meanwhile-hint = Rien n'est fusionné. Regardez de nouveau l'aperçu, puis recommencez.
page-host-no-such-entry-hint = Choisissez-la dans l'historique.
page-host-no-objection-hint = Il a été retiré depuis, ou le client l'a donné de nouveau.
page-host-not-changed-there-hint = Regardez l'historique de ce client.
page-host-not-distinct-hint = Quelqu'un l'a peut-être annulé déjà : voyez l'historique.
page-host-setting-needs-store-id-hint = Remplissez « Identifiant du magasin ».
page-host-release-no-source-hint = Donnez l'adresse de publication dans les paramètres.
page-host-release-no-root-hint = Demandez 1.root.json au service informatique central, placez-le sur cette machine et indiquez son chemin dans « Clés admises ».
page-host-release-unreachable-hint = Les règles actives continuent. Vérifiez le réseau et l'adresse de publication, puis recommencez.
page-rules-changed = Les règles ont changé entre-temps : rien n'est fait.
page-rules-changed-hint = Rechargez la page et regardez de nouveau.
page-host-setting-needs-exclusive-hint = D'autres magasins lisent peut-être ce dossier. Sinon, cochez « Personne d'autre ne lit ce dossier ».
host-page-port = Le port { $arg0 } n'est pas libre ({ $arg1 }).
host-page-port-hint = Donnez-en un autre par --port, ou aucun : un port libre est pris.
host-page-serving = La page ne peut pas être montrée : { $arg0 }.
host-page-serving-hint = Recommencez ; si cela se répète, prévenez l'assistance.
host-page-fault = La récupération s'est arrêtée par une erreur du programme.
host-page-fault-hint = Rien n'est appliqué à moitié. Prévenez l'assistance.

## Aujourd'hui

page-today = Aujourd'hui
page-date = { $weekday } { $day } { $month } { $year }
page-weekday-1 = lundi
page-weekday-2 = mardi
page-weekday-3 = mercredi
page-weekday-4 = jeudi
page-weekday-5 = vendredi
page-weekday-6 = samedi
page-weekday-7 = dimanche
page-month-1 = janvier
page-month-2 = février
page-month-3 = mars
page-month-4 = avril
page-month-5 = mai
page-month-6 = juin
page-month-7 = juillet
page-month-8 = août
page-month-9 = septembre
page-month-10 = octobre
page-month-11 = novembre
page-month-12 = décembre
page-last = Dernière récupération
page-last-files = Derniers fichiers reçus
page-last-none = Aucun fichier n'a encore été récupéré.
page-no-file = Aucun nouveau fichier.
page-waiting = Laissés pour la prochaine fois
page-set-exchange = Indiquer où sont les fichiers du fournisseur
page-reception-off = La réception journalière est arrêtée : seul le bouton récupère.
page-reception-automatic = Réception automatique : au premier démarrage de chaque jour.
page-reception-manual = Réception à la main : par le bouton.
page-nothing-to-do = Rien à faire : tout ce qui est arrivé est appliqué.
page-to-do-withheld =
    { $count ->
        [one] { $count } modification retenue comme doublon : à décider
       *[other] { $count } modifications retenues comme doublons : à décider
    }
page-to-do-rejected =
    { $count ->
        [one] { $count } ligne rejetée dans { $name }
       *[other] { $count } lignes rejetées dans { $name }
    }
page-to-do-refused = { $name } est refusé : prévenir le fournisseur du fichier
page-to-do-undecided = { $name } n'a pas pu être décidé : prévenir l'assistance
page-to-do-opt-out =
    { $count ->
        [one] { $count } consentement retiré mais pas appliqué dans { $name }
       *[other] { $count } consentements retirés mais pas appliqués dans { $name }
    }
page-to-do-waiting =
    { $count ->
        [one] { $count } fichier attend la prochaine récupération
       *[other] { $count } fichiers attendent la prochaine récupération
    }
page-to-do-release = La version { $release } (règles { $version }) est prête : l'essayer, puis l'activer
page-to-do-failed = La dernière récupération a échoué : recommencer
page-to-do-silence = Aucun nouveau fichier depuis { $count } jours : le demander au fournisseur
page-chart-days = Lignes reçues par jour
page-lines =
    { $count ->
        [one] { $count } ligne
       *[other] { $count } lignes
    }
page-lines-sum = { $count } lignes en tout

## Récupérations

page-retrievals = Récupérations
page-retrieval = Récupération n° { $id }
page-all-retrievals = Toutes les récupérations
page-retrievals-none = Aucune récupération : le bouton « Récupération des nouvelles mises à jour » commence la première.
page-retrievals-none-such = Aucune récupération de ce mode dans cette période.
page-mode = Mode
page-period = Période
page-period-all = Toutes
page-period-today = Aujourd'hui
page-period-week = 7 jours
page-period-month = 30 jours
page-period-dates = Dates
page-from = du
page-to = au
page-when = Date
page-state = État
page-files = Fichiers
page-outcomes = Résultats
page-delivery-refused = refusé
page-delivery-redelivered = déjà appliqué
page-delivery-undecided = non décidé

## Livraison

page-delivery = { $name }
page-open-file = Ouvrir le fichier
page-open-first = Voir la première livraison
page-of-retrieval = Récupération
page-size = Taille
page-bytes = { $count } octets
page-decided-by = Décidé par
page-digest = Empreinte
page-notes = Remarques
page-find-among = Chercher dans ce fichier
page-modifications = Modifications
page-line = Ligne
page-at-line = ligne { $line }
page-outcome = Résultat
page-customer = Client
page-modified = Modifié le
page-what = Détail
page-open-line = Ouvrir le fichier à cette ligne
page-look-at-it = Voir et décider
page-looks-like = Ressemble à
page-not-applied = N'a pas été appliqué :
page-old = avant :
page-new = après :
page-lines-no = Ce fichier ne contient aucune ligne.
page-lines-none = Aucune ligne ne correspond à ce choix.

## Fichier

page-file = Fichier { $name }
page-back-to-lines = Ce qui en a été fait
page-download = Télécharger tel que reçu
page-view = Vue
page-view-read = Lu par les règles
page-view-raw = Tel que reçu
page-to-line = Aller à la ligne
page-before = Lignes précédentes
page-after = Lignes suivantes
page-encoding = Encodage
page-wrong = En cause :
page-raw-note = Les octets qui ne sont pas du texte UTF-8 sont écrits \xNN, les caractères de commande \u{"{"}…{"}"}.
page-file-empty = Ce fichier est vide.
page-file-unread = Les règles n'ont lu aucune ligne de ce fichier. Ses premiers octets :

## Doublons

page-duplicates = Doublons
page-duplicate = Doublon possible : { $customer }
page-duplicates-none = Aucun doublon à décider.
page-duplicates-none-such = Aucune modification retenue de cet âge.
page-duplicates-why = Une modification qui ferait d'un client le double d'un autre attend ici qu'une personne décide.
page-chart-ages = Âge des modifications retenues
page-age-0 = Moins de 2 jours
page-age-2 = 2 à 7 jours
page-age-8 = 8 à 30 jours
page-age-31 = Plus de 30 jours
page-in-the-way = Ressemble à
page-new-customer = nouveau
page-back-to-queue = Tous les doublons
page-compared = Comparaison
page-in-base = Dans la base
page-received = Modification reçue, appliquée
page-other-customer = Autre client
page-equal-fields =
    { $count ->
        [one] { $count } champ identique
       *[other] { $count } champs identiques
    }
page-not-yet = pas encore
page-first-received = Première réception
page-nobody-in-the-way = Plus aucun client ne lui ressemble : la prochaine récupération l'appliquera.
page-kept-id = Identifiant conservé
page-conflict = à vérifier
page-rules-value = Selon les règles :
page-preview = Aperçu de la fusion
page-preview-again = Revoir l'aperçu
page-leads-to = { $kept } reste ; { $absorbed } y mènera.
page-merge-no-change = La fiche de l'identifiant conservé ne change pas.
page-merge-applied =
    { $count ->
        [one] La modification retenue est appliquée avec la fusion.
       *[other] { $count } modifications retenues sont appliquées avec la fusion.
    }
page-merge-released =
    { $count ->
        [one] Une modification retenue d'un autre client est décidée de nouveau.
       *[other] { $count } modifications retenues d'autres clients sont décidées de nouveau.
    }
page-merge = Fusionner
page-distinct = Pas un doublon
page-distinct-sure = { $one } et { $other } sont deux personnes ? Ils ne se bloqueront plus. Cela peut s'annuler, mais ce qui sera appliqué entre-temps le restera.
page-distinct-from = Déclaré distinct de
page-distinct-undo = Annuler
page-distinct-undo-of = Annuler : peut être la même personne que { $other }
page-sure = Oui
page-later = Plus tard
page-key-escape = Échap
page-key-merge = Doublon : fusionner
page-key-distinct = Doublon : ce sont deux personnes
page-key-later = Doublon : plus tard
page-opt-out = Retirer ce consentement
page-merge-title = Fusionner deux clients
page-merge-another = Fusionner
page-merge-with = Identifiant de l'autre client
page-merge-help = Rien n'est écrit avant que vous ayez vu l'aperçu.
page-compare = Comparer

## Fusions

page-merges = Fusions
page-merges-none = Aucune fusion.
page-merges-why = Deux clients fusionnés depuis les doublons ou depuis une fiche sont listés ici, et chaque fusion peut être défaite.
page-all-merges = Toutes les fusions
page-merge-number = Fusion n° { $id }
page-kept = Conservé
page-absorbed = Absorbé
page-by = Par
page-in-force = en vigueur
page-led-to = { $absorbed } a été fusionné dans { $kept }.
page-merged = { $absorbed } et { $kept } ne font plus qu'un client : { $kept }.
page-look = Voir
page-undo-merge = Défaire la fusion
page-unmerge = Défaire la fusion
page-unmerged = La fusion est défaite : ce sont de nouveau deux clients.
page-unmerge-preview = Si la fusion est défaite
page-unmerge-queue = { $id } retourne dans les doublons à décider.
page-not-split = Écriture n° { $entry } :
page-unmerge-released =
    { $count ->
        [one] Une modification d'un autre client, que la fusion avait libérée, reste appliquée.
       *[other] { $count } modifications d'autres clients, que la fusion avait libérées, restent appliquées.
    }

## Historique

page-history = Historique des mises à jour
page-history-none = Aucune mise à jour : la base est vide.
page-history-none-such = Aucune mise à jour ne correspond à ce choix.
page-customer-id = Identifiant du client
page-find-customer = Le chercher par son nom
page-operations = Opérations
page-operation = Opération
page-integrated = Intégré le
page-details = Afficher tous les détails
page-revert = Rendre la valeur d'avant : { $field }
page-from-where = Provenance
page-merged-identities = Identifiants fusionnés :
page-not-in-base = { $id } n'est pas dans la base.
page-applied-to = Appliqué à
page-file-name = Fichier ou personne

## Clients

page-customers = Clients
page-find-hint = Tapez le début d'un nom, d'un prénom, d'une carte ou d'un identifiant.
page-find-again = Essayez moins de lettres, le prénom, ou le numéro de la carte.
page-found =
    { $count ->
        [one] { $count } client
       *[other] { $count } clients
    }
page-found-many = Les { $count } premiers clients ; tapez-en plus pour en voir moins.
page-identifier = Identifiant
page-record = Fiche
page-field = Champ
page-value = Valeur
page-since = Depuis le
page-edit = Modifier
page-edit-title = Modifier { $name }
page-saved = Enregistré.
page-undone = Les valeurs d'avant sont rétablies.
page-withheld-of = Une modification reçue pour ce client est retenue.
page-whole-history = Tout l'historique de ce client
page-all-the-same = Enregistrer quand même : ce sont deux personnes
page-look-at-record = Voir la fiche d'aujourd'hui

## Paramètres

page-settings = Paramétrage
page-settings-saved = Les paramètres sont enregistrés.
page-look-again = Voir les paramètres d'aujourd'hui
page-reception = Réception des mises à jour
page-exchange = Échange avec le fournisseur
page-files-taken = Fichiers
page-store = Magasin
page-set-reception-mode = Mode
page-set-reception-mode-daily = Réception journalière
page-set-reception-mode-off = Arrêtée
page-help-reception-mode = Journalière : au plus une récupération automatique réussie par jour. Arrêtée : aucune ; le bouton fonctionne toujours.
page-set-reception-automatic = Réception automatique
page-help-reception-automatic = Récupère au premier démarrage du jour. Une récupération échouée est refaite au démarrage suivant.
page-set-exchange-url = Adresse
page-help-exchange-url = ftp://serveur/dossier, ou file:///dossier.
page-set-exchange-security = Protection de la connexion
page-set-exchange-security-explicit = TLS demandé
page-set-exchange-security-implicit = TLS d'emblée
page-set-exchange-security-none = Aucune
page-help-exchange-security = Sans protection, le mot de passe et les fichiers passent en clair.
page-set-exchange-certificate = Certificats admis
page-help-exchange-certificate = system, file:CHEMIN d'une autorité, ou sha256:EMPREINTE du serveur.
page-set-exchange-user = Compte
page-help-exchange-user = Vide : accès anonyme.
page-set-exchange-password = Mot de passe
page-help-exchange-password = Il n'est jamais affiché. Laissez vide pour ne pas le changer.
page-password-set = réglé
page-password-none = aucun
page-password-forget = Oublier le mot de passe
page-trial = Essayer la connexion
page-help-trial = Essaie ce qui est écrit ci-dessus, même non enregistré. Rien n'est récupéré.
page-trial-wait = Essai en cours…
page-rules-trial = Essayer la source
page-help-rules-trial = Essaie ce qui est écrit ci-dessus, même non enregistré. Rien n'est pris ni activé.
page-rules-trial-good = La source répond, signée par les clés admises.
page-rules-trial-listed = Version la plus haute publiée : { $release }
page-rules-trial-listed-none = Aucune version n'y est publiée.
page-rules-trial-taken = Pour ce magasin : version { $release }
page-rules-trial-taken-none = Rien de nouveau pour ce magasin.
page-rules-trial-expires = Signatures valables jusqu'au
page-trial-good = La connexion fonctionne.
page-trial-bad = La connexion ne fonctionne pas encore.
page-watch = Surveillance
page-set-watch-days-without-file = Jours sans fichier
page-help-watch-days-without-file = Avertir après ce nombre de jours sans aucun fichier. 0 : jamais.
page-set-watch-failures = Récupérations en échec
page-help-watch-failures = Avertir après ce nombre d'échecs d'affilée. 0 : jamais.
page-set-watch-unusual-lines = Fichiers inhabituels
page-help-watch-unusual-lines = Avertir quand un fichier a tant de fois plus, ou moins, de lignes que d'habitude. 0 : jamais.
page-set-exchange-pattern = Noms des fichiers à récupérer
page-help-exchange-pattern = Par exemple CLIENTS_*.csv. Vide : le modèle des règles.
page-set-exchange-marker = Suffixe du fichier témoin
page-help-exchange-marker = Par exemple .ok, s'il annonce qu'un fichier est complet. Vide : aucun.
page-set-exchange-exclusive = Personne d'autre ne lit ce dossier
page-help-exchange-exclusive = Permet de déplacer ou de supprimer les fichiers appliqués.
page-set-exchange-after-reading = Sort d'un fichier appliqué
page-help-exchange-after-reading = leave : il reste. archive:DOSSIER : il est déplacé. delete : il est supprimé.
page-set-store-id = Identifiant du magasin
page-help-store-id = Commence les identifiants des clients ajoutés ici.
page-set-store-time-zone = Fuseau horaire
page-help-store-time-zone = Par exemple Europe/Paris, America/Martinique, Indian/Reunion.
page-set-rules-source = Adresse de publication
page-help-rules-source = Donnée par le service informatique central, par exemple https://serveur/dossier, ftp://serveur/dossier ou file:///dossier. Vide : les règles sont installées à la main. Demande l'identifiant du magasin.
page-set-rules-root = Clés admises
page-help-rules-root = Chemin du fichier 1.root.json sur cette machine. Vide : redescente-root.json, à côté du programme.

## Règles

page-rules = Règles
page-rules-active = Règles actives
page-rules-name = Nom
page-rules-version = Version
page-rules-since = Actives depuis le
page-rules-by = Installées par
page-rules-contract = Contrat
page-rules-sandbox = Les règles décident dans un bac à sable : elles n'ont accès ni aux fichiers, ni au réseau, ni à la base.
page-rules-parameters = Paramètres des règles
page-rules-no-parameters = Aucun n'est réglé : les règles suivent leurs propres valeurs.
page-rules-releases = Versions publiées
page-rules-release = Version publiée { $release }.
page-rules-release-back = Version publiée { $release }, reprise à la main.
page-rules-withdrawn = Cette version a été retirée depuis ; une version plus haute viendra.
page-rules-undecided =
    { $count ->
        [one] { $count } fichier n'a pas pu être décidé par ces règles ; vous pouvez revenir aux précédentes, ci-dessous.
       *[other] { $count } fichiers n'ont pas pu être décidés par ces règles ; vous pouvez revenir aux précédentes, ci-dessous.
    }
page-rules-no-candidate = Aucune version n'est prête à être activée.
page-rules-ready = Version { $release } prête (règles { $version }), vérifiée, valable à partir du
page-rules-activate = Activer
page-rules-activate-sure = Activer la version { $release } (règles { $version }) ? Elle décidera des prochains fichiers.
page-rules-before = Avant : règles { $version }, actives depuis le
page-rules-back = Revenir aux règles précédentes
page-rules-back-sure = Revenir aux règles { $version } ? Elles décideront des prochains fichiers.
page-rules-source = Source :
page-rules-no-source = Aucune source de versions n'est réglée : les règles sont installées à la main.
page-rules-look = Chercher une nouvelle version
page-rules-looked-at = Dernière consultation :
page-rules-looked = La source a été consultée.
page-rules-activated = La version est active.
page-rules-went-back = Les règles précédentes sont de nouveau actives.

## Rejeu d'une période

page-replay = Essayer avant d'activer
page-replay-what = Une période est rejouée dans deux copies de la base, l'une sous les règles actives, l'autre sous la version prête : rien ne change dans le magasin.
page-replay-which = Version à essayer
page-replay-release = Version { $release } (règles { $version })
page-replay-run = Rejouer cette période
page-replay-stop = Arrêter
page-replay-running = Rejeu en cours
page-replay-begin = Rejeu en cours…
page-replay-done = Le rejeu est terminé.
page-replay-since = Période du
page-replay-until = au
page-replay-at = rejouée le
page-replay-deliveries = Livraisons
page-replay-same = Décidées de même
page-replay-direct = Décidées autrement
page-replay-consequences = Par conséquence
page-replay-customers = Clients différents à la fin
page-replay-acts = Actes de personnes refaits
page-replay-nothing = Aucune livraison n'a été reçue dans cette période : choisissez-en une plus longue.
page-replay-moves = Décisions qui changent
page-replay-active = Règles actives
page-replay-candidate = Version essayée
page-replay-decision = Règles actives → version essayée
page-replay-fields = Champs différents à la fin :
page-replay-statuses = Livraisons qui deviendraient autre chose
page-replay-direct-list = Décidées autrement
page-replay-consequences-list = Par conséquence, parce qu'un client différait déjà
page-replay-records-list = Différences des fiches à la fin
page-replay-line = Livraison
page-replay-at-line = ligne { $line }
page-replay-in-base = (dans la base)
page-replay-windows = Parcourir : { $list }
page-replay-period = Cette période finit avant de commencer.
page-replay-period-hint = Choisissez une fin qui suit le début.
page-replay-killed = Le programme a été arrêté pendant un rejeu : il n'en reste rien, et la base n'a pas changé.
page-replay-killed-hint = Rejouez la période si vous voulez savoir.
page-replay-gone = Le résultat de ce rejeu n'est plus là : un effacement ou un autre rejeu l'a emporté.
page-replay-gone-hint = Rejouez la période si vous voulez le revoir.
