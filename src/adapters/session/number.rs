/// FNV-1a, 64 bits: the same in every version of the program, which the standard library's is not.
/// It tells things apart in the owner's own folders, and protects nothing.
pub fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
