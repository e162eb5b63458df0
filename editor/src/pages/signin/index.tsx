import './signin.css';

import { SetupForm } from './SetupForm';
import { SignInForm } from './SignInForm';
import { SignInFrame } from './SignInFrame';

/** What a visitor without a session sees: sign-in, or the set-up of a new server. */
export default function SignIn({ setup }: { setup: boolean }) {
  return <SignInFrame>{setup ? <SetupForm /> : <SignInForm />}</SignInFrame>;
}
