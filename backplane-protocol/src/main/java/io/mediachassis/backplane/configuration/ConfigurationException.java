package io.mediachassis.backplane.configuration;

/** A configuration that can't be used; the message says which key, in which file, and what it takes. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
