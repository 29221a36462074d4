//! Definitions of what a run estimates: order statistics, errors of estimates, correlation.
