mod matrix;
mod walk;
