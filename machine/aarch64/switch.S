// SPDX-License-Identifier: Apache-2.0
//
// Changes from one strand to another: what a function call must keep (AAPCS64: x19-x29, the link register, the stack pointer) goes
// into SavedRegisters (executor.hpp). There are no floating-point registers to keep: nothing here is compiled to use them.

        .text
        .balign 4

// void faultline_aarch64_switch(SavedRegisters* from, const SavedRegisters* to)
        .global faultline_aarch64_switch
        .type   faultline_aarch64_switch, %function
faultline_aarch64_switch:
        stp     x19, x20, [x0, #0]
        stp     x21, x22, [x0, #16]
        stp     x23, x24, [x0, #32]
        stp     x25, x26, [x0, #48]
        stp     x27, x28, [x0, #64]
        stp     x29, x30, [x0, #80]
        mov     x9, sp
        str     x9, [x0, #96]
        ldp     x19, x20, [x1, #0]
        ldp     x21, x22, [x1, #16]
        ldp     x23, x24, [x1, #32]
        ldp     x25, x26, [x1, #48]
        ldp     x27, x28, [x1, #64]
        ldp     x29, x30, [x1, #80]
        ldr     x9, [x1, #96]
        mov     sp, x9
        ret
        .size   faultline_aarch64_switch, . - faultline_aarch64_switch

// Where a new strand begins: x19 is its function, x20 the argument. The function does not return.
        .global faultline_aarch64_begin
        .type   faultline_aarch64_begin, %function
faultline_aarch64_begin:
        mov     x0, x20
        blr     x19
        brk     #0xf2
        .size   faultline_aarch64_begin, . - faultline_aarch64_begin

        .section .note.GNU-stack, "", %progbits
