## Versions publiées des règles : aide et paramètres

help-rules-update = Cherche une nouvelle version des règles, la vérifie et la garde, sans l'activer
help-rules-update--clock_corrected = L'horloge de la machine est maintenant juste : oublier l'heure vue auparavant
help-rules-activate = Active une version vérifiée
help-rules-activate--release = Numéro de la version (sinon la plus haute)
help-rules-rollback = Revient aux règles précédentes
setting-rules-source =
    Où les versions des règles sont publiées : "https://serveur/dossier", "ftp://serveur/dossier" ou
    "file:///dossier" ; vide = installées à la main ; demande store.id
setting-rules-root =
    Fichier des premières clés admises (1.root.json) ; vide = redescente-root.json à côté du programme

## Versions publiées des règles : état

rules-release = version publiée { $release }
rules-release-back = version publiée { $release }, reprise à la main
rules-release-withdrawn = cette version a été retirée depuis ; une version plus haute viendra
rules-undecided =
    { $count ->
        [one] { $count } fichier n'a pas pu être décidé par ces règles ; les précédentes restent disponibles : redescente rules rollback
       *[other] { $count } fichiers n'ont pas pu être décidés par ces règles ; les précédentes restent disponibles : redescente rules rollback
    }
rules-before = avant : règles { $version }, depuis le { $since } (redescente rules rollback)
rules-candidate = prête : version { $release }, règles { $version }, valable à partir du { $from } (redescente rules activate { $release })
rules-source = source { $source }, consultée le { $at }
rules-source-new = source { $source }, jamais consultée
rules-activated = Version { $release } des règles vérifiée et activée.
rules-waits = Version { $release } des règles vérifiée ; elle sera activée à sa date.

## Versions publiées des règles : erreurs

host-setting-rules-source = « { $arg1 } » n'est pas une adresse de publication.
host-setting-rules-source-hint = Écrivez https://serveur/dossier, ftp://serveur[:port]/dossier ou file:///dossier.
host-setting-needs-store-id = rules.source demande store.id : sans lui, tous les magasins seraient dans la même vague.
host-setting-needs-store-id-hint = D'abord : redescente settings set store.id IDENTIFIANT.
host-release-no-source = Aucune source de versions n'est réglée.
host-release-no-source-hint = Réglez-la : redescente settings set rules.source https://serveur/dossier.
host-release-no-root = Les clés admises { $arg0 } sont illisibles : { $arg1 }
host-release-no-root-hint = Placez 1.root.json à côté du programme sous le nom redescente-root.json, ou réglez rules.root.
host-release-unreachable = La source des versions ne répond pas comme il faut : { $arg0 }
host-release-unreachable-hint = Les règles actives continuent. Vérifiez le réseau et rules.source ; réessayez : redescente rules update.
host-release-incomplete = { $arg0 } manque à la source : une publication est en cours, ou n'a été copiée qu'en partie.
host-release-incomplete-hint = Les règles actives continuent. Réessayez plus tard ; sinon prévenez le service informatique central.
host-release-too-long = { $arg0 } est plus long que permis.
host-release-too-long-hint = Les règles actives continuent. Prévenez le service informatique central : la source n'est pas la sienne, ou elle est abîmée.
host-release-signature = { $arg0 } n'est pas signé par les clés admises. ({ $arg1 })
host-release-signature-hint = Les règles actives continuent. Prévenez le service informatique central : la source n'est peut-être pas la sienne.
host-release-altered = { $arg0 } n'est pas ce qui a été signé.
host-release-altered-hint = Les règles actives continuent. Réessayez ; sinon prévenez le service informatique central.
host-release-unreadable = { $arg0 } est illisible. ({ $arg1 })
host-release-unreadable-hint = Les règles actives continuent. Réessayez ; sinon prévenez le service informatique central.
host-release-older = La source montre quelque chose de plus ancien qu'auparavant. ({ $arg0 })
host-release-older-hint = Les règles actives continuent. Prévenez le service informatique central : une vieille copie a pris la place de la source.
host-release-below-highest = La source ne connaît que des versions jusqu'à { $arg0 }, mais la version { $arg1 } a été active ici.
host-release-below-highest-hint = Les règles actives continuent. Prévenez le service informatique central : une vieille copie a pris la place de la source.
host-release-expired = Ce qui est signé ({ $arg0 }) a expiré : rien n'est installé.
host-release-expired-hint = Les règles actives continuent. Vérifiez la date de la machine ; sinon le service informatique central doit signer de nouveau (redescente-release refresh).
host-release-clock-back = L'horloge indique { $arg0 }, mais elle indiquait { $arg1 } auparavant : rien n'est installé.
host-release-clock-back-hint = Les règles actives continuent. Vérifiez la date de la machine ; si elle est juste : redescente rules update --clock-corrected.
host-release-trust = Ce que l'on sait de la source ne peut pas être gardé : { $arg0 }
host-release-trust-hint = Vérifiez la place sur le disque et les droits du dossier rules/sources.
host-release-unverified = Les versions n'ont pas pu être vérifiées. ({ $arg0 })
host-release-unverified-hint = Les règles actives continuent. Prévenez le service informatique central.
host-release-manifest = Ce qui est signé au sujet de la version { $arg0 } n'est pas compris par ce programme.
host-release-manifest-hint = Les règles actives continuent. Mettez le programme à jour.
host-release-host-too-old = La version { $arg0 } des règles demande redescente { $arg1 } ou plus récent.
host-release-host-too-old-hint = Les règles actives continuent. Mettez le programme à jour.
host-release-description = Les règles disent d'elles-mêmes ({ $arg0 }) { $arg1 }, mais { $arg2 } est signé.
host-release-description-hint = Les règles actives continuent. Prévenez le service informatique central.
host-release-examples = Les exemples de la version ne peuvent pas être joués. ({ $arg0 })
host-release-examples-hint = Les règles actives continuent. Prévenez le service informatique central.
host-release-example = Les règles décident l'exemple { $arg0 } autrement que promis. ({ $arg1 })
host-release-example-hint = Les règles actives continuent. Prévenez le service informatique central.
host-release-no-candidate = Aucune version n'est prête à être activée.
host-release-no-candidate-hint = Cherchez-en une : redescente rules update.
host-release-unknown = La version { $arg0 } n'est pas ici.
host-release-unknown-hint = Ce qui est prêt : redescente rules status ; ce qui est publié : redescente rules update.
host-release-withdrawn = La version { $arg0 } a été arrêtée ou retirée.
host-release-withdrawn-hint = Les règles actives continuent ; une version plus haute viendra.
host-release-lower = La version { $arg0 } est plus basse que la version { $arg1 }, qui a été active ici.
host-release-lower-hint = Pour revenir en arrière : redescente rules rollback.
host-release-not-yet = La version { $arg0 } est valable à partir du { $arg1 }.
host-release-not-yet-hint = Elle sera activée au démarrage à partir de cette date.
host-release-stale = La version { $arg0 } doit être vérifiée de nouveau.
host-release-stale-hint = redescente rules update, puis redescente rules activate.
host-release-nothing-before = Il n'y a pas de règles précédentes.
host-release-nothing-before-hint = Installez des règles depuis un fichier : redescente rules install FICHIER.

## redescente-release : aide

publisher = Publie les versions des règles pour les magasins
publisher--format = Forme des résultats
publisher--lang = Langue des textes (sinon REDESCENTE_LANG)
publisher--keys = Dossier des clés (sinon REDESCENTE_RELEASE_KEY_FOLDER, sinon keys ici) ; d'autres peuvent être dans REDESCENTE_RELEASE_KEYS
publisher--root = La première racine, 1.root.json (sinon celle à côté des clés)
publisher-init = Crée les clés qui manquent, et un dépôt sans version
publisher-init--folder = Dossier du dépôt : de simples fichiers pour un serveur web, FTP ou une clé USB
publisher-publish = Vérifie un composant comme le fera un magasin, le signe et le publie
publisher-publish--folder = Dossier du dépôt
publisher-publish--component = Composant des règles (.wasm)
publisher-publish--examples = Dossier d'exemples : des livraisons et ce qui doit en sortir
publisher-publish--check = Ce qu'a trouvé redescente rules check
publisher-publish--despite_check = Publier même si le contrôle est celui d'un autre composant ou a trouvé quelque chose
publisher-publish--without_check = Publier sans contrôle
publisher-publish--release = Numéro de la version (sinon la plus haute plus un)
publisher-publish--valid_from = À partir de quand elle peut décider, RFC 3339 (sinon maintenant)
publisher-publish--host_min = Le plus ancien programme qui peut l'utiliser (sinon la version de celui-ci)
publisher-publish--at = Une vague : à partir de quand quelle part des magasins la prend, par exemple now=1% ; aucune = seulement les magasins nommés
publisher-publish--first = Un magasin qui la prend avant toute vague
publisher-publish--never = Un magasin qui ne la prend jamais
publisher-wave = Ouvre ou arrête les vagues d'une version
publisher-wave--folder = Dossier du dépôt
publisher-wave--release = Numéro de la version
publisher-wave--at = Une vague, à la place des précédentes : now=10%
publisher-wave--first = Un magasin de plus qui la prend avant toute vague
publisher-wave--never = Un magasin de plus qui ne la prend jamais
publisher-wave--halt = Aucun autre magasin ne la prend ; ceux qui l'ont la gardent
publisher-wave--resume = Elle est de nouveau distribuée
publisher-withdraw = Retire une version
publisher-withdraw--folder = Dossier du dépôt
publisher-withdraw--release = Numéro de la version
publisher-withdraw--back_to = Republier cette version plus ancienne sous un numéro plus haut, pour tous les magasins à la fois
publisher-refresh = Signe de nouveau l'horodatage, chaque semaine : la clé en ligne suffit
publisher-refresh--folder = Dossier du dépôt
publisher-refresh--all = Aussi la liste des versions, avant qu'elle n'expire
publisher-rotate-key = Remplace une clé ; deux clés racine doivent être présentes
publisher-rotate-key--folder = Dossier du dépôt
publisher-rotate-key--key = Laquelle
publisher-status = Affiche ce qui est publié, et jusqu'à quand c'est valable
publisher-status--folder = Dossier du dépôt

## redescente-release : résultats et erreurs

published-init = Dépôt créé : { $folder }. Donnez 1.root.json à chaque magasin, sous le nom redescente-root.json à côté du programme ; mettez les clés racine en lieu sûr.
published-release = La version { $release } est publiée.
published-wave = Ce qui est signé au sujet de la version { $release } est publié.
published-withdrawn = La version { $release } est retirée ; les magasins qui l'ont attendent une version plus haute.
published-back = La version { $release } est retirée ; la version { $again } ramène les anciennes règles, pour tous les magasins.
published-refresh = Signé de nouveau.
published-rotation = La clé { $key } est remplacée ; l'ancienne est gardée à côté et peut être détruite.
published-none = Aucune version n'est publiée.
published-line = version { $release } : règles { $version }, { $state }, { $part } % des magasins maintenant, valable à partir du { $from }
published-role = { $role } { $version }, expire le { $expires }
publish-exists = { $arg0 } contient déjà un dépôt.
publish-exists-hint = Donnez un autre dossier ; un dépôt n'est jamais recommencé.
publish-unreadable = { $arg0 } est illisible : { $arg1 }
publish-unreadable-hint = Vérifiez le chemin et les droits.
publish-unwritable = { $arg0 } ne peut pas être écrit : { $arg1 }
publish-unwritable-hint = Rien n'est visible à moitié. Vérifiez la place et les droits, puis recommencez.
publish-key = { $arg0 } ne contient pas de clé.
publish-key-hint = Une clé est un bloc PEM PRIVATE KEY de type ed25519, comme l'écrit redescente-release init.
publish-too-few-keys = Le rôle { $arg0 } demande { $arg2 } de ses clés ; présentes : { $arg1 }.
publish-too-few-keys-hint = Mettez-les dans le dossier de --keys, ou donnez-les dans REDESCENTE_RELEASE_KEYS. Rien n'est publié.
publish-repository = Le dépôt n'est pas ce que ses clés ont signé. ({ $arg0 })
publish-repository-hint = Quelqu'un l'a modifié, ou 1.root.json est celui d'un autre. Publiez depuis une copie sûre.
publish-signing = Quelque chose ne peut pas être signé. ({ $arg0 })
publish-signing-hint = Rien n'est publié. Vérifiez les clés.
publish-too-low = La version { $arg0 } doit être plus haute que { $arg1 }.
publish-too-low-hint = Pour ramener d'anciennes règles : redescente-release withdraw VERSION --back-to ANCIENNE.
publish-no-release = Il n'y a pas de version { $arg0 }.
publish-no-release-hint = Ce qui est publié : redescente-release status DOSSIER.
publish-withdrawn = La version { $arg0 } est retirée.
publish-withdrawn-hint = Publiez une version plus haute.
publish-other-component = Le contrôle est celui d'un autre composant ({ $arg0 }), pas de { $arg1 }.
publish-other-component-hint = Contrôlez celui-ci : redescente rules check. Rien n'est publié ; --despite-check publie quand même.
publish-unlawful = Le contrôle a trouvé des lois qui ne tiennent pas : { $arg0 }
publish-unlawful-hint = Rien n'est publié. Lisez les plus petits exemples dans le contrôle ; --despite-check publie quand même.
publish-check = Le contrôle est illisible. ({ $arg0 })
publish-check-hint = Donnez ce que redescente rules check a écrit en JSON.
publish-unchecked = Rien ne dit si le composant a été contrôlé.
publish-unchecked-hint = Donnez --check FICHIER, de redescente rules check ; ou --without-check, en sachant ce que cela veut dire.
publish-value = « { $arg0 } » n'est pas comme il faut ({ $arg1 }).
publish-value-hint = Les dates suivent RFC 3339, par exemple 2026-12-01T08:00:00+01:00 ; une vague est now=10% ou DATE=10%.
