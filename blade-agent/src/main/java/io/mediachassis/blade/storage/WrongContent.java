package io.mediachassis.blade.storage;

/** What a source sent is not what the manifest names: it is at fault, and neither this store nor its disk. */
public final class WrongContent extends StoreException {
    private static final long serialVersionUID = 1L;

    public WrongContent(String message) {
        super(message);
    }

    public WrongContent(String message, Throwable cause) {
        super(message, cause);
    }
}
