"""The pipeline: pure stages, frames in and frames out; `pipeline` lists them, `cli` is the only one that speaks."""
