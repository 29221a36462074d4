//! Any bytes as a scenario: see `through.rs`.
#![no_main]

mod through;

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        // One thread, the fuzzer's own: it counts what that one reaches.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        pool.build_global().expect("the first pool");
    },
    |bytes: &[u8]| through::through(bytes)
);
