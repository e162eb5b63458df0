"""Words that guessing begins with, alone or with digits behind them."""

COMMON = frozenset(
    """
    1234567890 12345678910 0123456789 9876543210 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwerty qwerty12345 asdfghjkl
    asdfghjkl; zxcvbnm qazwsxedc qwertyui q1w2e3r4t5 a1b2c3d4e5 abcdefghij abcdefghijkl abcdefg abcd1234abcd password
    passwort motdepasse contraseña passw0rd p@ssw0rd p@ssword pass1234word password1password passwordpassword letmein
    letmeinplease welcome welcome1234 administrator admin adminadmin admin1234admin rootroot changeme changemenow
    changeit default defaultpassword secret secretsecret topsecret iloveyou iloveyouforever sunshine princess football
    baseball basketball superman batman dragon monkey shadow master mustang michael jennifer jessica charlie trustno
    starwars pokemon computer internet whatever freedom hello helloworld operator operators engineer engineers viewer
    tundish tundishtundish scada scadascada factory plantplant laboratory labor12345 maintenance service siemens
    siemens1234 rockwell schneider honeywell yokogawa emerson plcplcplc simatic wonderware ignition woaini woaini1314
    5201314520 11223344556 1122334455 0987654321 123123123123 123456789a a123456789 123456789q 123qweasdzxc 123qwe123qwe
    test testtest testtesttest test1234test guest guestguest userpassword mypassword newpassword temporary temppassword
    """.split()  # noqa: SIM905 - a list that is read, not a list of strings
)
