/** Where keys are kept: environment, system keychain, encrypted file; and which host each may go to. */
@NullMarked
package dev.flowbench.secret;

import org.jspecify.annotations.NullMarked;
