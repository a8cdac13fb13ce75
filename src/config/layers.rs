//! One layer of settings over another: a file over the defaults, the environment over both.

use super::sign_in;

/// Lays a file's tables over the defaults; a key that the defaults do not know is refused.
pub(super) fn overlay(all: &mut toml::Table, file: toml::Table, from: &str) -> Result<(), String> {
    for (section, value) in file {
        let Some(toml::Value::Table(known)) = all.get_mut(&section) else {
            return Err(format!("{from}: there is no section [{section}]"));
        };
        let toml::Value::Table(table) = value else {
            return Err(format!("{from}: {section} must be a section, [{section}]"));
        };
        for (key, value) in table {
            match (known.get_mut(&key), value) {
                (None, _) => return Err(format!("{from}: there is no setting {section}.{key}")),
                (Some(toml::Value::Table(named)), toml::Value::Table(given)) => {
                    sign_in::overlay(named, given, &format!("{from}: {section}.{key}"))?;
                }
                (Some(toml::Value::Table(_)), _) => return Err(format!("{from}: {section}.{key} must be a section")),
                (Some(place), value) => *place = value,
            }
        }
    }
    Ok(())
}

/// `FOLKMOOT__HTTP__BIND=…` becomes `http.bind`, with the type that the default has.
pub(super) fn set_from_environment(all: &mut toml::Table, name: &str, rest: &str, value: &str) -> Result<(), String> {
    let path = rest.to_lowercase();
    let (section, key) = path.split_once("__").ok_or_else(|| format!("{name}: must be FOLKMOOT__SECTION__KEY"))?;
    let unknown = || format!("{name}: there is no setting {}", path.replace("__", "."));
    let table = all.get_mut(section).and_then(toml::Value::as_table_mut).ok_or_else(unknown)?;
    let known = match key.split_once("__") {
        None => table.get_mut(key),
        Some((of, rest)) => match (table.get_mut(of), rest.split_once("__")) {
            (Some(toml::Value::Table(all)), Some((one, key))) => sign_in::named(all, one, name)?.get_mut(key),
            _ => None,
        },
    };
    let known = known.ok_or_else(unknown)?;
    let wrong = |what: &str| format!("{name}: {} must be {what}, not \"{value}\"", path.replace("__", "."));
    *known = match known {
        toml::Value::Integer(_) => value.parse().map(toml::Value::Integer).map_err(|_| wrong("a whole number"))?,
        toml::Value::Boolean(_) => value.parse().map(toml::Value::Boolean).map_err(|_| wrong("true or false"))?,
        toml::Value::Array(_) => toml::Value::Array(
            value.split(',').map(|v| toml::Value::String(v.trim().into())).filter(|v| v.as_str() != Some("")).collect(),
        ),
        toml::Value::Table(_) => return Err(wrong("a section")),
        _ => toml::Value::String(value.into()),
    };
    Ok(())
}
