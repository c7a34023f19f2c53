// SPDX-License-Identifier: Apache-2.0
//
// Nothing to run: the image that this begins links every object of every portable layer.
extern "C" void faultline_main() {}
