// What can be told about the set-up form before the server is asked; the server decides.

/** Characters that a password has at least; the server asks for the same. */
export const MIN_PASSWORD = 10;

export interface SetupErrors {
  name?: "setup_name_empty" | undefined;
  email?: "setup_email_wrong" | undefined;
  password?: "setup_password_short" | undefined;
}

/** Loosely an address: something, an @, something with a dot. */
export const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());

/** Keys of the texts that say what is wrong; empty where nothing is. */
export function setupErrors(values: { name: string; email: string; password: string }): SetupErrors {
  return {
    ...(values.name.trim() === "" && { name: "setup_name_empty" as const }),
    ...(!looksLikeEmail(values.email) && { email: "setup_email_wrong" as const }),
    ...([...values.password].length < MIN_PASSWORD && { password: "setup_password_short" as const }),
  };
}
