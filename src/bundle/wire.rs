//! How names stand in JSON: as their text, and priorities as the shortest number. Reading goes
//! through the names' own constructors, so that nothing wrong becomes a name.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::digest::Digest;
use crate::ir::names::{CodePath, MountPoint, Priority};

impl Serialize for CodePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CodePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<str>::deserialize(deserializer)?;
        CodePath::new(&text).map_err(|why| de::Error::custom(format_args!("{text:?}: {why}")))
    }
}

impl Serialize for MountPoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for MountPoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<str>::deserialize(deserializer)?;
        MountPoint::parse(&text).ok_or_else(|| de::Error::custom(format_args!("{text:?} is no mount point")))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<str>::deserialize(deserializer)?;
        Digest::from_str(&text).map_err(|why| de::Error::custom(format_args!("{text:?}: {why}")))
    }
}

impl Serialize for Priority {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.get();
        // Below 2^24 every whole number is a float of its own, and people write it without a point.
        match value.fract() == 0.0 && value.abs() < 16_777_216.0 {
            true => serializer.serialize_i32(value as i32),
            false => serializer.serialize_f32(value),
        }
    }
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        let near =
            Priority::new(value).ok_or_else(|| de::Error::custom("the priority is no 32-bit float"))?;
        // JSON numbers arrive as 64-bit floats. Rounding them again misses the one that was meant
        // where the text lies almost half-way between two (7.038531e-26), so its neighbors are asked.
        let means = |float: &f32| float.to_string().parse() == Ok(value);
        let around = [near.get(), near.get().next_up(), near.get().next_down()];
        Ok(around.into_iter().find(means).and_then(|it| Priority::new(it.into())).unwrap_or(near))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64) -> String {
        serde_json::to_string(&Priority::new(value).unwrap()).unwrap()
    }

    #[test]
    fn priority_is_the_shortest_number() {
        assert_eq!(text(165.0), "165");
        assert_eq!(text(-0.0), "0");
        assert_eq!(text(0.1), "0.1");
        assert_eq!(text(16_777_217.0), "16777216.0");
        assert_eq!(text(1e20), "1e+20");
    }

    #[test]
    fn priority_survives_where_rounding_twice_would_change_it() {
        let tricky: f32 = "7.038531e-26".parse().unwrap();
        let priority: Priority = serde_json::from_str(&text(tricky.into())).unwrap();
        assert_eq!(priority.get(), tricky);
    }

    #[test]
    fn wrong_names_are_refused() {
        assert!(serde_json::from_str::<CodePath>(r#""../x""#).is_err());
        assert!(serde_json::from_str::<MountPoint>(r#""inbound""#).is_err());
        assert!(serde_json::from_str::<Priority>("1e39").is_err());
        assert!(serde_json::from_str::<Digest>(r#""00""#).is_err());
    }
}
