//! capcast
