//! The public items in rustdoc's JSON. Read strictly, so that a format of another time is an error and not a pass.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::HashSet;

/// A crate's public interface.
pub(super) struct Interface<'a> {
    json: &'a Value,
    pub(super) items: Vec<Item<'a>>,
}

/// Anything public that has a name, each once, by the first path it is found under.
pub(super) struct Item<'a> {
    pub(super) path: String,
    /// As rustdoc calls it.
    pub(super) kind: &'a str,
    pub(super) docs: &'a str,
    /// The type whose inherent function it is.
    pub(super) owner: Option<String>,
    /// Whether it takes `self`.
    pub(super) has_receiver: bool,
    id: &'a Value,
}

/// What a signature names.
pub(super) struct Named {
    pub(super) krate: String,
    pub(super) path: String,
}

impl Named {
    pub(super) fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or_default()
    }
}

impl<'a> Interface<'a> {
    pub(super) fn read(json: &'a Value) -> Result<Self> {
        let mut interface = Self { json, items: Vec::new() };
        let root = at(json, "/root")?;
        interface.add(root, "dfsc", None, &mut HashSet::new())?;
        let kinds: HashSet<&str> = interface.items.iter().map(|item| item.kind).collect();
        for kind in ["struct", "enum", "function"] {
            ensure!(kinds.contains(kind), "it shows no public {kind}");
        }
        Ok(interface)
    }

    /// Adds an item and the public ones in it.
    fn add(
        &mut self,
        id: &'a Value,
        path: &str,
        owner: Option<&str>,
        seen: &mut HashSet<&'a Value>,
    ) -> Result<()> {
        let item = self.item(id)?;
        if !is_public(item)? || !seen.insert(id) {
            return Ok(());
        }
        let (kind, inner) = kind(item)?;
        if kind == "use" {
            return self.add_use(id, inner, path, seen);
        }
        self.items.push(Item {
            path: path.into(),
            kind,
            docs: item["docs"].as_str().unwrap_or_default(),
            owner: owner.map(str::to_owned),
            has_receiver: inner.pointer("/sig/inputs/0/0").is_some_and(|name| name == "self"),
            id,
        });
        match kind {
            "module" | "trait" => self.add_all(at(inner, "/items")?, path, None, seen),
            "struct" | "enum" | "union" => {
                let owner = path.rsplit("::").next();
                for id in array(at(inner, "/impls")?)? {
                    let (_, inner) = kind_of(self.item(id)?, "impl")?;
                    if at(inner, "/trait")?.is_null() {
                        self.add_all(at(inner, "/items")?, path, owner, seen)?;
                    }
                }
                Ok(())
            }
            "function" | "constant" | "static" | "type_alias" | "macro" | "assoc_const" | "assoc_type"
            | "trait_alias" | "extern_crate" => Ok(()),
            other => bail!("what is a public `{other}`? ({path})"),
        }
    }

    fn add_all(
        &mut self,
        ids: &'a Value,
        path: &str,
        owner: Option<&str>,
        seen: &mut HashSet<&'a Value>,
    ) -> Result<()> {
        for id in array(ids)? {
            // Imports have no name of their own.
            let name = self.item(id)?["name"].as_str();
            let path = name.map_or_else(|| path.to_owned(), |name| format!("{path}::{name}"));
            self.add(id, &path, owner, seen)?;
        }
        Ok(())
    }

    /// Follows a re-export, unless it leads out of the crate: then it stands for what it shows.
    fn add_use(
        &mut self,
        id: &'a Value,
        inner: &'a Value,
        path: &str,
        seen: &mut HashSet<&'a Value>,
    ) -> Result<()> {
        let target = at(inner, "/id")?;
        let name = at(inner, "/name")?.as_str().context("an import without a name")?;
        let is_glob = at(inner, "/is_glob")? == true;
        match self.item(target) {
            Ok(module) if is_glob => {
                self.add_all(at(kind_of(module, "module")?.1, "/items")?, path, None, seen)
            }
            Ok(_) => self.add(target, &format!("{path}::{name}"), None, seen),
            Err(_) => {
                let path = format!("{path}::{name}");
                self.items.push(Item { path, kind: "use", docs: "", owner: None, has_receiver: false, id });
                Ok(())
            }
        }
    }

    /// Everything that an item's signature, public fields and impls name.
    pub(super) fn named_by(&self, item: &Item<'a>) -> Result<Vec<Named>> {
        let (_, inner) = kind(self.item(item.id)?)?;
        let mut named = Vec::new();
        if item.kind == "use" {
            named.push(self.named(at(inner, "/id")?)?);
        }
        // Lists of items: these are seen to as items of their own, or below.
        if !matches!(item.kind, "module" | "use") {
            self.collect(inner, &mut named)?;
        }
        for member in members(inner) {
            self.collect_member(member, &mut named)?;
        }
        for written in self.written_impls(inner)? {
            self.collect(written, &mut named)?;
            // What is in an inherent impl is an item; what is in a trait's is seen only here.
            if !at(written, "/trait")?.is_null() {
                for id in array(at(written, "/items")?)? {
                    self.collect(kind(self.item(id)?)?.1, &mut named)?;
                }
            }
        }
        Ok(named)
    }

    /// The traits that a type implements.
    pub(super) fn traits_of(&self, item: &Item<'a>) -> Result<Vec<Named>> {
        let (_, inner) = kind(self.item(item.id)?)?;
        let mut traits = Vec::new();
        for written in self.written_impls(inner)? {
            if !at(written, "/trait")?.is_null() && at(written, "/is_negative")? == false {
                traits.push(self.named(at(written, "/trait/id")?)?);
            }
        }
        Ok(traits)
    }

    /// The impls that stand in the crate, of a type or of a trait: none that the compiler or another crate brings.
    fn written_impls(&self, inner: &'a Value) -> Result<Vec<&'a Value>> {
        let mut written = Vec::new();
        let lists = ["/impls", "/implementations"].into_iter().filter_map(|list| inner.pointer(list));
        for id in lists.filter_map(Value::as_array).flatten() {
            let (_, inner) = kind_of(self.item(id)?, "impl")?;
            if at(inner, "/blanket_impl")?.is_null() && at(inner, "/is_synthetic")? == false {
                written.push(inner);
            }
        }
        Ok(written)
    }

    /// A field, or a variant with its fields.
    fn collect_member(&self, id: &'a Value, named: &mut Vec<Named>) -> Result<()> {
        // What is private is not there.
        let Ok(item) = self.item(id) else { return Ok(()) };
        let (_, inner) = kind(item)?;
        self.collect(inner, named)?;
        members(inner).into_iter().try_for_each(|id| self.collect_member(id, named))
    }

    /// Every path in a piece of JSON: objects with a `path` and an `id`.
    fn collect(&self, value: &Value, named: &mut Vec<Named>) -> Result<()> {
        match value {
            Value::Object(fields) => {
                if let (Some(Value::String(_)), Some(id @ Value::Number(_))) =
                    (fields.get("path"), fields.get("id"))
                {
                    named.push(self.named(id)?);
                }
                fields.values().try_for_each(|value| self.collect(value, named))
            }
            Value::Array(values) => values.iter().try_for_each(|value| self.collect(value, named)),
            _ => Ok(()),
        }
    }

    fn named(&self, id: &Value) -> Result<Named> {
        // Only what this crate keeps to itself, such as a private trait, has no path.
        let Some(summary) = at(self.json, "/paths")?.get(id.to_string()) else {
            return Ok(Named { krate: "dfsc".into(), path: "(private)".into() });
        };
        let path: Vec<&str> = array(at(summary, "/path")?)?.iter().filter_map(Value::as_str).collect();
        let krate = match at(summary, "/crate_id")? {
            local if local == 0 => "dfsc",
            krate => at(self.json, &format!("/external_crates/{krate}/name"))?
                .as_str()
                .context("a nameless crate")?,
        };
        Ok(Named { krate: krate.into(), path: path.join("::") })
    }

    fn item(&self, id: &Value) -> Result<&'a Value> {
        at(self.json, &format!("/index/{id}"))
    }
}

/// The fields of a struct or variant and the variants of an enum, as ids.
fn members(inner: &Value) -> Vec<&Value> {
    let lists = ["/kind/tuple", "/kind/plain/fields", "/kind/struct/fields", "/fields", "/variants"];
    lists.into_iter().filter_map(|list| inner.pointer(list)?.as_array()).flatten().collect()
}

/// An item's kind, and what is particular to it.
fn kind(item: &Value) -> Result<(&str, &Value)> {
    let inner = at(item, "/inner")?.as_object().context("an item's `inner` is no object")?;
    let (kind, inner) = inner.iter().next().context("an item's `inner` is empty")?;
    Ok((kind, inner))
}

fn kind_of<'a>(item: &'a Value, wanted: &str) -> Result<(&'a str, &'a Value)> {
    let (kind, inner) = kind(item)?;
    ensure!(kind == wanted, "`{kind}` where `{wanted}` should be");
    Ok((kind, inner))
}

/// Items of public traits have the visibility `default`.
fn is_public(item: &Value) -> Result<bool> {
    let visibility = at(item, "/visibility")?;
    Ok(visibility == "public" || visibility == "default")
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().context("no list where there should be one")
}

fn at<'a>(json: &'a Value, pointer: &str) -> Result<&'a Value> {
    json.pointer(pointer).with_context(|| format!("no `{pointer}`"))
}
