"""Bits and registers, as they come from a PLC."""

from engine.formula.functions.function import ONE, TWO, Function
from engine.formula.ops import Op

_SOME = "1, 1 -> 1"

TABLE = (
    Function(
        "bit", ("x", "number"), Op.BIT, "bits", "Bit of a whole number, 0 or 1; bit 0 is the lowest.",
        "取整数的某一位（0 或 1），最低位为第 0 位。", "bit(5, 2)", 1, units=_SOME,
    ),
    Function(
        "set_bit", ("x", "number", "on"), Op.SET_BIT, "bits", "x with this bit on (1) or off (0).",
        "将 x 的某一位置 1 或清 0。", "set_bit(5, 1, 1)", 7, units="1, 1, 1 -> 1",
    ),
    Function(
        "bits", ("x", "first", "count"), Op.BIT_RANGE, "bits", "So many bits of x from the first on, as a number.",
        "从第 first 位起取 count 位，作为整数。", "bits(180, 4, 3)", 3, units="1, 1, 1 -> 1",
    ),
    Function("bit_and", TWO, Op.BIT_AND, "bits", "Bits that both have.", "按位与。", "bit_and(12, 10)", 8, units=_SOME),
    Function("bit_or", TWO, Op.BIT_OR, "bits", "Bits that either has.", "按位或。", "bit_or(12, 10)", 14, units=_SOME),
    Function(
        "bit_xor", TWO, Op.BIT_XOR, "bits", "Bits that just one of them has.", "按位异或。", "bit_xor(12, 10)", 6,
        units=_SOME,
    ),
    Function(
        "bit_not", ("x", "width"), Op.BIT_NOT, "bits", "All bits the other way round, in a word of so many bits.",
        "按位取反，字长为 width 位。", "bit_not(5, 8)", 250, units=_SOME, defaults=(16.0,),
    ),
    Function(
        "count_bits", ONE, Op.COUNT_BITS, "bits", "How many bits are on.", "值为 1 的位数。", "count_bits(255)", 8,
        units="1 -> 1",
    ),
    Function(
        "shift_left", ("x", "places"), Op.SHIFT_LEFT, "bits", "Bits moved up: times 2 each place.",
        "左移若干位，每位相当于乘 2。", "shift_left(3, 4)", 48, units=_SOME,
    ),
    Function(
        "shift_right", ("x", "places"), Op.SHIFT_RIGHT, "bits", "Bits moved down; those that fall out are lost.",
        "右移若干位，移出的位丢弃。", "shift_right(48, 4)", 3, units=_SOME,
    ),
    Function(
        "bcd", ONE, Op.BCD, "bits", "Number from binary-coded decimal digits: hexadecimal 1234 means 1234.",
        "将 BCD 码转换为数值。", "bcd(4660)", 1234, units="1 -> 1",
    ),
    Function(
        "to_bcd", ONE, Op.TO_BCD, "bits", "Number as binary-coded decimal digits.", "将数值转换为 BCD 码。",
        "to_bcd(1234)", 4660, units="1 -> 1",
    ),
    Function(
        "swap_bytes", ONE, Op.SWAP_BYTES, "bits", "Word of 16 bits with its two bytes exchanged.",
        "交换 16 位字的高低字节。", "swap_bytes(4660)", 13330, units="1 -> 1",
    ),
    Function(
        "swap_words", ONE, Op.SWAP_WORDS, "bits", "Double word of 32 bits with its two words exchanged.",
        "交换 32 位双字的高低字。", "swap_words(65538)", 131073, units="1 -> 1",
    ),
    Function(
        "word32", ("high", "low"), Op.WORD32, "bits", "Unsigned number of 32 bits from two registers.",
        "由两个寄存器组成 32 位无符号整数。", "word32(1, 2)", 65538, units=_SOME,
    ),
    Function(
        "float32", ("high", "low"), Op.FLOAT32, "bits",
        "IEEE 754 single from two registers, high word first; exchange them for a device that swaps words.",
        "由两个寄存器（高字在前）组成 IEEE 754 单精度浮点数；设备字序相反时将两者对调。", "float32(17096, 0)", 100,
        units=_SOME,
    ),
    Function(
        "signed8", ONE, Op.SIGNED8, "bits", "Byte of 8 bits as a signed number.", "将 8 位无符号数按有符号数解释。",
        "signed8(255)", -1, units="1 -> 1",
    ),
    Function(
        "signed16", ONE, Op.SIGNED16, "bits", "Word of 16 bits as a signed number.", "将 16 位无符号数按有符号数解释。",
        "signed16(65535)", -1, units="1 -> 1",
    ),
    Function(
        "signed32", ONE, Op.SIGNED32, "bits", "Double word of 32 bits as a signed number.",
        "将 32 位无符号数按有符号数解释。", "signed32(4294967295)", -1, units="1 -> 1",
    ),
)  # fmt: skip
