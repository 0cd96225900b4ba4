/** The authentication server: who may play, which tokens say so, and which keys sign them. */
@NullMarked
package io.mediachassis.controller.headend.auth;

import org.jspecify.annotations.NullMarked;
