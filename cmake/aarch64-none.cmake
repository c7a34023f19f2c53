# SPDX-License-Identifier: Apache-2.0
#
# AArch64 without an operating system, by Debian's cross compiler. Strict alignment, because memory is Device memory until the MMU is
# on; general registers only, so that an interrupt has no others to save; no outlined atomics, which would need libgcc and auxv.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(FAULTLINE_BARE "-ffreestanding -mgeneral-regs-only -mstrict-align -mno-outline-atomics -fno-pic -ffunction-sections -fdata-sections -fno-stack-protector -fno-asynchronous-unwind-tables")
set(CMAKE_C_FLAGS_INIT "${FAULTLINE_BARE}")
set(CMAKE_CXX_FLAGS_INIT "${FAULTLINE_BARE} -fno-exceptions -fno-rtti")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostdlib -static -no-pie")
