package io.mediachassis.sim.console.order;

/** What can't be understood as an order; the message says what would be right. */
public final class OrderException extends Exception {
    private static final long serialVersionUID = 1L;

    public OrderException(String message) {
        super(message);
    }
}
