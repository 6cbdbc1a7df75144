name = "{{ cookiecutter.name }}"
{% for x in cookiecutter.list %}{{ loop.index }}={{ x }}
{% endfor %}{{ cookiecutter.rec | jsonify }}
${{ cookiecutter.name }}
