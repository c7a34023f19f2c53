// SPDX-License-Identifier: Apache-2.0
//
// Where a bare-metal image begins, for the examples and the self-test: one CPU, at EL1 or EL2, MMU off. Clears .bss, takes the
// stack of image.ld, points the vectors at a stop, and calls `void faultline_main()`. A system with its own start-up needs none of this.

        .section .text.start, "ax"
        .global _start
_start:
        mrs     x0, mpidr_el1
        and     x0, x0, #0xff
        cbnz    x0, halt
        ldr     x0, =faultline_stack_top
        mov     sp, x0
        ldr     x0, =vectors
        msr     vbar_el1, x0
        ldr     x0, =faultline_bss_begin
        ldr     x1, =faultline_bss_end
1:      cmp     x0, x1
        b.hs    2f
        stp     xzr, xzr, [x0], #16
        b       1b
2:      bl      faultline_main
halt:   wfe
        b       halt

        .balign 2048
vectors:
        .rept   16
        .balign 128
        b       halt
        .endr

        .section .note.GNU-stack, "", %progbits
