package dev.flowbench.secret;

/** Where a secret can be kept. */
public enum Keep {
    /** An environment variable of the same name. Set outside of this program. */
    ENVIRONMENT,
    /** The system's keychain. */
    KEYCHAIN,
    /** An encrypted file in the user's folder. */
    FILE
}
