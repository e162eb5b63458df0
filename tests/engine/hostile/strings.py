"""Hostile strings, by the classes of what they are after. Each is harmful to plain eval, or to plain jinja2."""

_OBJECT = "().__class__.__base__"
_LOADER = f"[c for c in {_OBJECT}.__subclasses__() if c.__name__ == 'BuiltinImporter'][0]"
_ROOTS = ["()", "''", "[]", "{}", "(1)", "1.0", "None", "True", "data", "value", "print", "data['text']"]

EXPRESSIONS = [
    # programs and files
    "__import__('os').system('id')", "__import__('subprocess').run('id')", "__import__('os').popen('id').read()",
    "open('/etc/passwd').read()", "open('/tmp/x', 'w')", "eval('open(\"/etc/passwd\")')",
    "exec('open(\"/etc/passwd\")')",
    "compile('1', 'x', 'eval') and open('/etc/passwd')", "getattr(__import__('os'), 'sys' + 'tem')('id')",
    "__builtins__['open']('/etc/passwd')", "__builtins__['__import__']('os').listdir('/')",
    "__import__('os').listdir('.')",
    "__import__('socket').create_connection(('127.0.0.1', 9))", "__import__('ctypes').CDLL(None)",
    "[open(x) for x in ['/etc/passwd']]", "(lambda: open('/etc/passwd'))()", "(f := open)('/etc/passwd')",
    "list(map(open, ['/etc/passwd']))", "next(open(x) for x in ['/etc/passwd'])", "max(['/etc/passwd'], key=open)",
    "sorted(['/etc/passwd'], key=open)", "f'{open(\"/etc/passwd\")}'", "{open('/etc/passwd'): 1}",
    "[*open('/etc/passwd')]",
    "open('/etc/passwd') if True else 0", "True and open('/etc/passwd')", "(open('/etc/passwd'), 1)[1]",
    "(open)('/etc/passwd')", "print(open('/etc/passwd'))", "vars(__import__('os'))['listdir']('/')",
    f"{_LOADER}.load_module('posix').listdir('/')", "().__class__.__base__.__subclasses__() and open('/etc/passwd')",
    # climbing out of a value
    *(f"{root}.__class__" for root in _ROOTS), *(f"{root}.__class__.__mro__" for root in _ROOTS[:6]),
    f"{_OBJECT}.__subclasses__()", "type(value)", "type('X', (), {})", "getattr(value, '__class__')",
    "value.__class__.__name__.__class__",
    "'{0.__class__}'.format(value)", "'{0.__class__.__mro__}'.format(data)", "'{x.__class__}'.format_map({'x': 1})",
    "'%s' % print", "str(print)", "str(open)", "repr(eval)", "globals()", "locals()", "vars()", "secret", "dir",
    "data.get",
    "(lambda: 0).__code__", "(lambda: 0).__globals__", "(x for x in []).gi_frame", "[].append", "''.join", "object()",
    "super",
    # changing the event
    "data.clear()", "data.update(unit=1)", "data.pop('unit')", "data['items'].append(4)", "data.setdefault('x', 1)",
    "data.__setitem__('unit', 1)", "items.clear()", "items.sort(reverse=True)", "items.reverse()",
    # without end
    "9 ** 9 ** 9", "2 ** 2 ** 30", "n ** n ** n", "10 ** 10 ** 9", "1 << (1 << 40)", "1 << 10 ** 10", "pow(9, 9 ** 9)",
    "'a' * 10 ** 10", "'a' * (1 << 33)", "[0] * 10 ** 10", "(0,) * 10 ** 9", "'a' * 10 ** 9 + 'b'",
    "[[0] * 10 ** 5] * 10 ** 9",
    "list(range(10 ** 10))", "sum(range(10 ** 10))", "[x for x in range(10 ** 10)]", "'%0999999999d' % 1",
    "'%9999999999s' % 'x'",
    "'{:>9999999999}'.format(1)", "f'{1:>999999999}'", "'x'.ljust(10 ** 10)", "'x'.zfill(10 ** 10)",
    "'x'.center(10 ** 10)",
    "bytearray(10 ** 10)", "str(10 ** 10 ** 7)", "'a'.replace('', 'b' * 10 ** 6) * 10 ** 4", "max(range(10 ** 10))",
    "all(x < 10 ** 10 for x in range(10 ** 10))", "__import__('time').sleep(0) or sum(range(10 ** 10))",
    "__import__('re').match('(a+)+$', 'a' * 40 + 'b')", "[x for x in iter(int, 1)]", "any(iter(int, 1))",
    # by the functions of texts
    "replace('a' * 60000, 'a', 'b' * 60000)", "replace('a' * 60000, '', 'b' * 60000)",
    "replace(replace('a' * 20000, 'a', 'b' * 20000), 'b', 'c')", "replace('x', 'x', 'y' * 10 ** 10)",
    "replace(data['text'], 'a', 'b' * (1 << 33))", "replace(replace(replace(" * 3 + "'aa'" + ", 'a', 'aaaaaaaaa')" * 9,
    "trim(' ' * 10 ** 10)", "trim(' ' * 60000 * 60000 + 'a')", "find('a' * 10 ** 10, 'b')",
    "find('a' * 60000 * 60000, 'b')", "'a' * (find('b' * 10000 + 'a', 'a') * 10 ** 6)",
    "replace(str(9 ** 9 ** 9), '9', '')", "trim.__objclass__", "find.__objclass__.__mro__", "replace.__class__",
    "replace('{0.__klass__}', 'k', 'c').format(value)",
    "part('a' * 10 ** 10, 0, 1)", "part('a' * 60000 * 60000, 1, 60000)", "part('a', 0, 10 ** 10 ** 9)",
    "part(str(9 ** 9 ** 9), 0, 1)", "part.__class__", "part('abc', 0, 2).__class__", "part('a' * 9, 0, 1) * 10 ** 10",
]  # fmt: skip


def _grown(name: str) -> str:
    """A list of ten lists of ten lists, and so on, nine deep."""
    return f"{{% set {name} = [1] %}}" + f"{{% set {name} = [{', '.join([name] * 10)}] %}}" * 9


_GLOBALS = "cycler.__init__.__globals__"
TEMPLATES = [
    # programs and files
    "{{ cycler.__init__.__globals__.os.listdir('/') }}", "{{ cycler.__init__.__globals__.os.system('id') }}",
    "{{ joiner.__init__.__globals__.os.popen('id').read() }}", "{{ namespace.__init__.__globals__.os.listdir('/') }}",
    "{{ lipsum.__globals__.os.listdir('/') }}", "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ lipsum.__globals__.__builtins__.open('/etc/passwd').read() }}",
    "{{ lipsum['__glo' ~ 'bals__'].os.listdir('.') }}",
    "{{ lipsum|attr('__globals__')|attr('get')('os')|attr('listdir')('/') }}",
    f"{{% set x = {_GLOBALS} %}}{{{{ x.os.listdir('/') }}}}",
    "{% for x in lipsum.__globals__.os.listdir('/') %}{{ x }}{% endfor %}",
    "{{ self.__init__.__globals__.__builtins__.open('/etc/passwd') }}",
    "{% if lipsum.__globals__.os.listdir('/') %}x{% endif %}", "{{ (lipsum.__globals__.os.listdir)('/') }}",
    "{% macro m() %}{{ lipsum.__globals__.os.listdir('/') }}{% endmacro %}{{ m() }}",
    "{% filter upper %}{{ lipsum.__globals__.os.listdir('/') }}{% endfilter %}",
    "{% set x %}{{ lipsum.__globals__.os.listdir('/') }}{% endset %}{{ x }}",
    "{% with x = lipsum.__globals__.os %}{{ x.listdir('/') }}{% endwith %}",
    "{{ {}.__class__.__base__.__subclasses__() }}",
    # climbing out of a value
    "{{ ''.__class__ }}", "{{ ().__class__.__mro__ }}", "{{ [].__class__.__base__ }}", "{{ value.__class__ }}",
    "{{ data.__class__ }}",
    "{{ data.items }}", "{{ data.get }}", "{{ data|attr('__class__') }}", "{{ ''['__class__'] }}",
    "{{ value['__class__'] }}",
    "{{ '{0.__class__}'.format(value) }}", "{{ '{0.__class__.__mro__}'.format(value) }}", "{{ '%s'|format(lipsum) }}",
    "{{ self._TemplateReference__context }}", "{{ lipsum }}", "{{ cycler }}", "{{ joiner }}", "{{ namespace }}",
    "{{ range.__class__ }}",
    "{{ dict }}", "{{ dict.__base__ }}", "{{ caller|default(lipsum) }}", "{{ loop|default(cycler) }}",
    "{{ [lipsum]|join }}",
    "{{ lipsum|string }}", "{{ lipsum|pprint }}", "{{ data|map(attribute='__class__')|list }}",
    "{{ [1]|map(attribute='__class__')|list }}",
    "{{ [1]|map('attr', '__class__')|list }}", "{{ ''.join }}", "{{ 'a'.upper }}", "{{ lipsum.__code__ }}",
    "{{ lipsum.__globals__ }}",
    # changing the event
    "{{ data.clear() }}", "{{ data.update(unit=1) }}", "{{ data.pop('unit') }}", "{{ data['items'].append(4) }}",
    "{% set x = data.setdefault('x', 1) %}", "{{ data.popitem() }}", "{{ data['items'].clear() }}",
    "{{ data['items'].reverse() }}",
    "{% if data.pop('text') %}x{% endif %}", "{% for i in [1] %}{{ data.clear() }}{% endfor %}",
    # without end
    "{% for i in range(10 ** 10) %}x{% endfor %}", "{{ range(10 ** 10)|list }}", "{{ range(10 ** 10)|sum }}",
    "{{ 'x' * 10 ** 10 }}",
    "{{ [0] * 10 ** 10 }}", "{{ 9 ** (9 ** 9) }}", "{{ (2 ** (2 ** 36))|string|length }}", "{{ range(10 ** 10)|max }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "{{ 'x'|center(10 ** 10) }}",
    "{{ 'x'|indent(10 ** 10, true) }}", "{{ '%0999999999d'|format(1) }}", "{{ '%9999999999s' % 'x' }}",
    "{{ 'x'.ljust(10 ** 10) }}",
    "{{ '{:>9999999999}'.format(1) }}", "{{ lipsum(n=10 ** 6) }}", "{% set x = 'a' * 10 ** 9 %}{{ x ~ x }}",
    "{{ range(10 ** 10)|join }}",
    "{{ range(10 ** 10)|map('string')|join }}", "{{ ('a' * 10 ** 6)|replace('a', 'b' * 10 ** 6) }}",
    "{{ range(10 ** 10)|sort }}",
    "{% macro m() %}{% for i in range(10 ** 9) %}{% endfor %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ range(10 ** 10)|random ~ range(10 ** 10)|list }}",
    "{{ range(10 ** 9)|batch(1)|list }}", "{{ range(10 ** 9)|unique|list }}",
    # lists of lists of lists: little in memory, without end when they are written or compared
    _grown("a") + "{{ a }}", _grown("a") + "{{ 'x' ~ a }}", _grown("a") + "{{ a|string|length }}",
    _grown("a") + _grown("b") + "{% if a == b %}x{% endif %}", _grown("a") + _grown("b") + "{{ a is in([b]) }}",
    _grown("a") + _grown("b") + "{{ a in [b] }}", _grown("a") + "{{ [a, a]|join }}",
]  # fmt: skip
